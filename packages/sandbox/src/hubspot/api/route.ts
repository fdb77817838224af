import type { ReceivedCall, Route } from "../../frame/route.ts";
import type { Portal } from "../access/portal.ts";

interface Context {
  portal: Portal;
}

export type RouteCall = ReceivedCall & Context;

export interface HubspotRoute extends Route<Context> {
  /** The scope that a token needs; null where any token will do. */
  scope: string | null;
  /** Searches have a limit of their own and no rate headers. */
  isSearch?: boolean;
}

/** Whether the call came by `/crm/…/2026-09`, and not by `/crm/v3` or `/crm/v4`. */
export function isDateVersioned({ version }: RouteCall): boolean {
  return /^\d{4}-\d{2}$/.test(version);
}
