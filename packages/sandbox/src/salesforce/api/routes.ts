import type { Place } from "../../frame/route.ts";
import { oauthRoutes } from "../access/oauth-routes.ts";
import { orgRoutes } from "../access/org-routes.ts";
import { jobRoutes } from "../jobs/job-routes.ts";
import { collectionRoutes } from "../records/collection-routes.ts";
import { sobjectRoutes } from "../records/sobject-routes.ts";
import { toolingRoutes } from "../schema/tooling-routes.ts";
import { queryRoutes } from "../soql/query-routes.ts";
import type { SalesforceRoute } from "./route.ts";
import { notFoundError } from "./salesforce-error.ts";

export const ROUTES: readonly SalesforceRoute[] = [
  ...collectionRoutes,
  ...queryRoutes,
  ...sobjectRoutes,
  ...toolingRoutes,
  ...jobRoutes,
  ...orgRoutes,
  ...oauthRoutes,
];

export const UNKNOWN_ROUTE: SalesforceRoute = {
  method: "",
  path: "",
  answer: () => {
    throw notFoundError();
  },
};

/** The newest version that there is. */
const MAX_VERSION = 67;
const DATA_PATH = /^\/services\/data\/(?<version>v(?<number>\d+)\.0)(?<path>\/.*)$/;
/** Sign-in, and the address that a token's `id` leads to, have no version. */
const OTHER_PATH = /^(?:\/services)?(?<path>\/oauth2\/(?:token|authorize|userinfo)|\/id\/.*)$/;

export function locate(pathname: string): Place | undefined {
  const { version = "", number = "", path } = DATA_PATH.exec(pathname)?.groups ?? {};
  if (path !== undefined) return Number(number) > MAX_VERSION ? undefined : { path, version };
  const otherPath = OTHER_PATH.exec(pathname)?.groups?.path;
  return otherPath === undefined ? undefined : { path: otherPath, version: "" };
}
