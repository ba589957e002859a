FROM python:3.11-slim
RUN useradd --create-home engawa
WORKDIR /home/engawa/app
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY bot bot
COPY cogs cogs
COPY data data
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && mkdir -m 700 -p data/state && chown engawa data/state
USER engawa
VOLUME /home/engawa/app/data/state
# Token, database, permissions, and whether Discord can be reached.
HEALTHCHECK --interval=5m --timeout=60s --start-period=1m CMD ["engawa", "check"]
CMD ["engawa", "run"]
