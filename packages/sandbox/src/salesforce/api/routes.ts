import { fillPath, matchPath } from "../../frame/route.ts";
import { limitsRoutes } from "../access/limits-route.ts";
import { resourcesRoutes } from "../access/resources-route.ts";
import { jobRoutes } from "../jobs/job-routes.ts";
import { collectionRoutes } from "../records/collection-routes.ts";
import { sobjectRoutes } from "../records/sobject-routes.ts";
import { findObjectType } from "../schema/object-type.ts";
import { toolingRoutes } from "../schema/tooling-routes.ts";
import { queryRoutes } from "../soql/query-routes.ts";
import type { Route } from "./route.ts";

/** Fixed segments before variable ones: the first match counts. */
const ROUTES: readonly Route[] = [
  ...collectionRoutes,
  ...queryRoutes,
  ...sobjectRoutes,
  ...toolingRoutes,
  ...jobRoutes,
  ...limitsRoutes,
  ...resourcesRoutes,
];

/** The newest version that there is. */
const MAX_VERSION = 67;
const DATA_PATH = /^(?<basePath>\/services\/data\/v(?<version>\d+)\.0)(?<path>\/.*)$/;

export interface FoundRoute {
  route: Route;
  params: string[];
  basePath: string;
  /** Without version and ids, for counting: `/composite/sobjects/Contact/{field}`. */
  normalizedPath: string;
}

export function findRoute(method: string, pathname: string): FoundRoute | undefined {
  const { basePath = "", version, path = "" } = DATA_PATH.exec(pathname)?.groups ?? {};
  if (version === undefined || Number(version) > MAX_VERSION) return undefined;
  for (const route of ROUTES) {
    const params = route.method === method ? matchPath(route.path, path.replace(/\/$/, "")) : undefined;
    if (!params) continue;
    const normalizedPath = fillPath(route.path, params, (name) => findObjectType(name) !== undefined);
    return { route, params, basePath, normalizedPath: normalizedPath || "/" };
  }
  return undefined;
}
