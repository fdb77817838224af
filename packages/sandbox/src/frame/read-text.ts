/** The body as text. Not `text()`: workerd warns whenever that reads a form. */
export async function readText(request: Request): Promise<string> {
  return new TextDecoder().decode(await request.arrayBuffer());
}
