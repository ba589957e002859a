// Requests to the sandbox's control, as any script makes them, and the changes that it tells.

const KEY = new URLSearchParams(location.search).get("key") || "";

export class Refused extends Error {}

export async function ask(method, path, body) {
  const isFile = body instanceof FormData;
  const headers = { Authorization: `Bearer ${KEY}`, ...(body && !isFile ? { "Content-Type": "application/json" } : {}) };
  let answer;
  try {
    answer = await fetch(`/sandbox${path}`, { method, headers, body: isFile ? body : body && JSON.stringify(body) });
  } catch {
    throw new Refused("");
  }
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.errors ? faults(told.errors).join(" ") : told.message);
  return told;
}

// Discord's faults of a form stand at their fields; here in one line.
function faults(errors) {
  if (Array.isArray(errors._errors)) return errors._errors.map((one) => one.message);
  return Object.values(errors).flatMap(faults);
}

export const look = (path) => ask("GET", path);
export const tell = (path, body) => ask("POST", path, body || {});

// Every change of one person's screen; `lost` is called with whether the connection is gone. Returns what ends it.
export function follow(person, changed, lost) {
  const source = new EventSource(`/sandbox/people/${person}/changes?key=${encodeURIComponent(KEY)}`);
  let first = true;
  source.onopen = () => { first = true; lost(false); };
  source.onmessage = (event) => { changed(JSON.parse(event.data), first); first = false; };
  source.onerror = () => lost(true);
  return () => source.close();
}
