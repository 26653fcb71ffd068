/**
 * Execute the scripts in an element, in their order. A browser executes none that comes as text; and the page's policy
 * wants a sign that the page's own code trusts a script.
 */
export function execute(root: Element): void {
  const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? "";
  for (const found of root.querySelectorAll("script")) {
    const script = document.createElement("script");
    for (const { name, value } of found.attributes) script.setAttribute(name, value);
    script.nonce = nonce;
    if (!found.hasAttribute("async")) script.async = false;
    if (!found.hasAttribute("src")) script.textContent = found.textContent;
    found.replaceWith(script);
  }
}
