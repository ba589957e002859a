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
# By the signs of life that the bot itself leaves: one that hangs, or is cut off from Discord, leaves none.
ENV ENGAWA_ALIVE_FILE=/dev/shm/engawa-alive
HEALTHCHECK --interval=1m --timeout=10s --start-period=1m CMD ["engawa", "alive"]
CMD ["engawa", "run"]
