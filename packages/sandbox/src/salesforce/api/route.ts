import type { ReceivedCall, Route } from "../../frame/route.ts";
import type { Org } from "../access/org.ts";

interface Context {
  org: Org;
}

export type RouteCall = ReceivedCall & Context;

export type SalesforceRoute = Route<Context>;

/** `/services/data/v66.0`, as the caller wrote it. */
export function basePathOf({ version }: ReceivedCall): string {
  return `/services/data/${version}`;
}
