/** Where a person grants access: one button, which asks for the same again with `auto=1`. */
export function toConsentPage(vendor: string, { searchParams }: URL): Response {
  const fields = [...searchParams, ["auto", "1"] as const].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const scope = escapeHtml(searchParams.get("scope") ?? "");
  const form = `<form method="get">${fields.join("")}<button>Grant access</button></form>`;
  return toPage(vendor, 200, `<p>The application asks for: ${scope}</p>${form}`);
}

/** What a person sees where an application asks wrongly. */
export function toRefusalPage(vendor: string, reason: string): Response {
  return toPage(vendor, 400, `<p>${escapeHtml(reason)}</p>`);
}

function toPage(vendor: string, status: number, content: string): Response {
  const title = `${vendor} sandbox`;
  const page = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${content}</html>`;
  return new Response(page, { status, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
