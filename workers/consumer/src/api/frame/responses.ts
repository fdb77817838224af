/** Operators' answers hold people's data: no cache keeps them, and no browser takes them for anything else. */
const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { ...HEADERS, ...headers } });
}

export function noContent(): Response {
  return new Response(null, { status: 204, headers: HEADERS });
}
