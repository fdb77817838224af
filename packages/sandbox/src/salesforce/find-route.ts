import { fillPath, matchPath } from "../match-path.ts";
import { collectionRoutes } from "./collection-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { limitsRoutes } from "./limits-route.ts";
import { findObjectType } from "./object-type.ts";
import { queryRoutes } from "./query-routes.ts";
import { resourcesRoutes } from "./resources-route.ts";
import type { Route } from "./route.ts";
import { sobjectRoutes } from "./sobject-routes.ts";
import { toolingRoutes } from "./tooling-routes.ts";

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
