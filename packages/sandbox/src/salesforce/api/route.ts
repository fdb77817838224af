import type { SandboxAnswer } from "../../frame/answer.ts";
import type { Org } from "../access/org.ts";

/** A call that has passed authorization and limits. */
export interface RouteCall {
  org: Org;
  /** The variable segments of the path, in order. */
  params: string[];
  query: URLSearchParams;
  headers: Headers;
  /** As it came: most is JSON, a job's upload is CSV. */
  body: string;
  /** `/services/data/v66.0`, as the caller wrote it. */
  basePath: string;
}

export interface Route {
  method: string;
  /** The path after `/services/data/v66.0`, `{…}` for a variable segment: `/sobjects/{object}/describe`. */
  path: string;
  handle: (call: RouteCall) => SandboxAnswer;
}
