// Small drawings, each a few strokes on a grid of 24.

const STROKES = {
  app: "M4 4h16v16H4z", bell_off: "M6 16V11a6 6 0 0 1 9-5M18 11v5M4 16h13M10 19a2 2 0 0 0 4 0M3 3l18 18", calendar: "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
  camera: "M3 7h12v10H3zM15 11l6-3v8l-6-3", chat: "M4 5h16v11H10l-5 4v-4H4z", close: "M6 6l12 12M18 6L6 18", contrast: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  eye: "M2 12c4-7 16-7 20 0-4 7-16 7-20 0zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6", fan: "M12 12c-4-6 1-9 3-8s1 6-3 8zm0 0c7 0 8 5 6 7s-6-2-6-7zm0 0c-4 6-9 4-9 1s5-4 9-1z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5", hang_up: "M3 15c4-5 14-5 18 0l-3 3-4-2v-3c-1-.4-3-.4-4 0v3l-4 2z", mail: "M3 6h18v12H3zM3 7l9 7 9-7",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4", mic_off: "M9 6a3 3 0 0 1 6 0v4M9 9v2a3 3 0 0 0 4 2.8M6 11a6 6 0 0 0 9.5 4.8M18 11v1M12 17v4M4 4l16 16",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c0-8 16-8 16 0", phone: "M8 2h8v20H8zM11 18h2", picture: "M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 4", plus: "M12 5v14M5 12h14", send: "M4 4l17 8-17 8 3-8z", steps: "M4 6l2 2 3-4M4 13l2 2 3-4M12 6h8M12 13h8M12 20h8M5 20h1", skip: "M5 5l9 7-9 7zM19 5v14",
};
const SPACE = "http://www.w3.org/2000/svg";

export function icon(name) {
  const drawn = document.createElementNS(SPACE, "svg");
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", STROKES[name]);
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("class", "drawn");
  drawn.setAttribute("aria-hidden", "true");
  drawn.append(path);
  return drawn;
}
