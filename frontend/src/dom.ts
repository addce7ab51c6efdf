// Elements made in code: text is always a text node, so no label can become markup.

type Attribute = string | number | boolean | null | undefined | ((event: Event) => void);
export type Attributes = Record<string, Attribute>;
export type Child = Node | string | number | null | undefined | false;

const SVG = "http://www.w3.org/2000/svg";

function filled<T extends Element>(node: T, attributes: Attributes, children: Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(name, String(value));
  }
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  return node;
}

/** An HTML element; an attribute that is a function listens to the event of that name. */
export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  return filled(document.createElementNS(SVG, tag) as SVGElement, attributes, children);
}

/** By what an element is known again among those that replace it. */
function knownBy(node: Element): string {
  const mark = ["data-side", "data-id", "data-name", "data-head", "aria-label"].find((name) => node.hasAttribute(name));
  return mark ? `${mark} ${node.getAttribute(mark) ?? ""}` : node.textContent.trim();
}

/** Put children into an element, in place of what it had; the keyboard stays where it was. */
export function put(node: Element | ShadowRoot, ...children: Child[]): void {
  const root = node.getRootNode();
  const active = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  const [tag, key] = active && active !== node && node.contains(active) ? [active.localName, knownBy(active)] : ["", ""];
  node.replaceChildren();
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      node.append(child instanceof Node ? child : String(child));
  if (!key) return;
  const again = [...node.querySelectorAll<HTMLElement | SVGElement>(tag)].find((one) => knownBy(one) === key);
  again?.focus({ preventScroll: true });
}
