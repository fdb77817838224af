import type { SandboxAnswer } from "../../frame/answer.ts";
import type { Portal } from "../access/portal.ts";

/** A call that has passed authorization and limits. */
export interface RouteCall {
  portal: Portal;
  /** The variable segments of the path, in order. */
  params: string[];
  query: URLSearchParams;
  /** The parsed JSON; undefined where there was none. */
  body: unknown;
  /** False for `/crm/v3` and `/crm/v4`, true for `/crm/…/2026-09`. */
  isDateVersioned: boolean;
}

export interface Route {
  method: string;
  /** The version-free path, `{…}` for a variable segment: `/crm/objects/{type}/batch/read`. */
  path: string;
  /** The scope that a token needs; null where any token will do. */
  scope: string | null;
  /** Searches have a limit of their own and no rate headers. */
  isSearch?: boolean;
  handle: (call: RouteCall) => SandboxAnswer;
}
