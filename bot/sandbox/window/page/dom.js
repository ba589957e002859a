// Elements written as calls, and a page brought up to date without losing focus, scrolling or what is half typed.

const HANDLERS = ["onclick", "oninput", "onchange", "onkeydown", "onsubmit", "onfocus", "onblur", "onpointerdown", "onpointerup", "onpointercancel", "onkeyup"];

// An element: `class`, `data-…`, `aria-…` and the like become attributes, functions handlers, false and null nothing.
export function h(tag, facts, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(facts || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made[name] = value;
    else if (name === "color") made.style.setProperty("--color", value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// Make what is on the page like these new children, keeping each element that is still the same.
export function show(place, ...children) {
  const wanted = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === "string" ? document.createTextNode(child) : child));
  const keyed = new Map([...place.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  const kept = new Set(wanted.map(keyOf).filter((key) => key && keyed.has(key)));
  let at = place.firstChild;
  for (const fresh of wanted) {
    const key = keyOf(fresh);
    while (at && !key && kept.has(keyOf(at))) at = at.nextSibling;
    let old = key ? keyed.get(key) : at && !keyOf(at) ? at : null;
    if (old && sameKind(old, fresh)) {
      if (old !== at) place.insertBefore(old, at);
      else at = at.nextSibling;
      renew(old, fresh);
    } else {
      place.insertBefore(fresh, at);
      old = fresh;
    }
    old.stays = true;
  }
  for (const node of [...place.childNodes]) {
    if (node.stays) delete node.stays;
    else node.remove();
  }
}

function keyOf(node) {
  return node.nodeType === 1 ? node.getAttribute("data-key") : null;
}

function sameKind(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);
}

function renew(old, fresh) {
  if (old === fresh) return;
  if (old.nodeType !== 1) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.hasAttribute("data-own") && fresh.hasAttribute("data-own")) return;
  const before = chosen(old);
  if (old.nodeName === "INPUT" && old.defaultChecked !== fresh.defaultChecked) old.checked = fresh.defaultChecked;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "style" && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.style.cssText !== fresh.style.cssText) old.style.cssText = fresh.style.cssText;
  for (const name of HANDLERS) if (old[name] !== fresh[name]) old[name] = fresh[name];
  show(old, ...fresh.childNodes);
  if (chosen(old) !== before) old.value = chosen(old);
}

// What a menu is to show, unless somebody has chosen otherwise meanwhile.
function chosen(menu) {
  return menu.nodeName === "SELECT" ? menu.querySelector("option[selected]")?.value ?? "" : null;
}
