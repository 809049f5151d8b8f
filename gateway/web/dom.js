/** Builds elements. Text goes in as text, never as HTML: most of what is shown comes from elsewhere. */

/**
 * @param {string} tag with classes: `"p.note.small"`
 * @param {Record<string, unknown>} attributes `onclick` and its like are listeners; `false`, `null` and `undefined` are left out
 * @param {...(Node | string | null | undefined | false)} children
 */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets a text only where it differs, so that nothing flickers and nothing is read out twice. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Brings the children of `parent` in line with `items`, keeping the elements that stay, and so their focus.
 * @template Item
 * @param {Element} parent
 * @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, make: (item: Item) => Element, update: (element: Element, item: Item) => void }} how
 */
export function reconcile(parent, items, { key, make, update }) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let at = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    let element = known.get(id);
    known.delete(id);
    if (element === undefined) {
      element = make(item);
      element.dataset.key = id;
    }
    update(element, item);
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
  }
  for (const gone of known.values()) gone.remove();
}

let announcing;
/** Has a screen reader say it. */
export function announce(text) {
  const region = document.getElementById("announce");
  clearTimeout(announcing);
  region.textContent = "";
  announcing = setTimeout(() => {
    region.textContent = text;
  }, 60);
}
