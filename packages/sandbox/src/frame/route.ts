import type { SandboxAnswer } from "./answer.ts";

/** A call that has reached its route. */
export interface ReceivedCall {
  method: string;
  url: URL;
  query: URLSearchParams;
  headers: Headers;
  /** The body as it came. */
  body: string;
  /** The variable segments of the path, decoded, in order. */
  params: string[];
  /** The version of the API as the path names it; empty where the path names none. */
  version: string;
  /** How many calls were in flight when this one came, itself included. */
  inFlight: number;
}

/** One address of an API. `Context` is the account that its answers come from. */
export interface Route<Context> {
  method: string;
  /** The path without the version; `{…}` is a variable segment: `/crm/objects/{type}/batch/read`. */
  path: string;
  /** Whether the route answers without authorization and outside of all limits, as sign-in does. */
  isOpen?: boolean;
  answer: (call: ReceivedCall & Context) => SandboxAnswer | Promise<SandboxAnswer>;
}

/** A path taken apart. */
export interface Place {
  /** The path without the version. */
  path: string;
  version: string;
}

/** The first route that fits: routes with fixed segments stand before those with variable ones. */
export function findRoute<TRoute extends { method: string; path: string }>(
  routes: readonly TRoute[],
  method: string,
  path: string,
): { route: TRoute; params: string[] } | undefined {
  for (const route of routes) {
    const params = route.method === method ? matchPath(route.path, path) : undefined;
    if (params) return { route, params };
  }
  return undefined;
}

function matchPath(template: string, path: string): string[] | undefined {
  const expected = template.split("/");
  const actual = path.split("/");
  const matches =
    expected.length === actual.length &&
    expected.every((segment, index) => isVariable(segment) || segment === actual[index]);
  if (!matches) return undefined;
  const params = actual.filter((_, index) => isVariable(expected[index] ?? ""));
  return params.every(isDecodable) ? params.map(decodeURIComponent) : undefined;
}

/** The template, in which the names of the schema are filled in; ids stay out, so that calls can be counted. */
export function fillPath(
  template: string,
  params: readonly string[],
  isName: (segment: string) => boolean,
): string {
  const remaining = [...params];
  return template
    .split("/")
    .map((segment) => {
      if (!isVariable(segment)) return segment;
      const param = remaining.shift() ?? "";
      return isName(param) ? param : segment;
    })
    .join("/");
}

function isVariable(segment: string): boolean {
  return segment.startsWith("{");
}

/** False for a `%` that is not followed by the two digits of a byte, or for bytes that are not UTF-8. */
function isDecodable(segment: string): boolean {
  try {
    decodeURIComponent(segment);
    return true;
  } catch (cause) {
    if (cause instanceof URIError) return false;
    throw cause;
  }
}
