import { fillPath, matchPath } from "../../frame/route.ts";
import { accountRoutes } from "../access/account-route.ts";
import { ownerRoutes } from "../access/account-routes.ts";
import { associationRoutes } from "../associations/association-routes.ts";
import { batchReadRoutes } from "../objects/batch-read-routes.ts";
import { batchWriteRoutes } from "../objects/batch-write-routes.ts";
import { gdprDeleteRoutes } from "../objects/gdpr-delete-route.ts";
import { ObjectType } from "../objects/object-type.ts";
import { searchRoutes } from "../objects/search-route.ts";
import { singleObjectRoutes } from "../objects/single-object-routes.ts";
import { propertyRoutes } from "../properties/property-routes.ts";
import type { Route } from "./route.ts";

/** Fixed segments before variable ones: the first match counts. */
const ROUTES: readonly Route[] = [
  ...batchReadRoutes,
  ...batchWriteRoutes,
  ...searchRoutes,
  ...gdprDeleteRoutes,
  ...singleObjectRoutes,
  ...associationRoutes,
  ...propertyRoutes,
  ...ownerRoutes,
  ...accountRoutes,
];

/** Associations have been at v4 for as long as the rest has been at v3. */
const NUMBERED =
  /^\/crm\/(?:v3\/(?<api>objects|properties|owners)|v4\/(?<associations>associations))(?<rest>\/.*)?$/;
const DATED = /^\/crm\/(?<api>objects|properties|owners|associations)\/2026-0[39](?<rest>\/.*)?$/;

const ACCOUNT = /^(?<api>\/account-info)\/v3(?<rest>\/.*)$/;

export interface FoundRoute {
  route: Route;
  params: string[];
  isDateVersioned: boolean;
  /** Without version and ids, for counting: `/crm/objects/contacts/{id}`. */
  normalizedPath: string;
}

export function findRoute(method: string, pathname: string): FoundRoute | undefined {
  const dated = DATED.exec(pathname)?.groups;
  const { api, associations, rest = "" } = dated ?? NUMBERED.exec(pathname)?.groups ?? {};
  const account = ACCOUNT.exec(pathname)?.groups;
  const path = account
    ? `${account.api}${account.rest}`
    : `/crm/${api ?? associations}${rest}`.replace(/\/$/, "");
  for (const route of ROUTES) {
    const params = route.method === method ? matchPath(route.path, path) : undefined;
    if (!params) continue;
    const isDateVersioned = dated !== undefined;
    return { route, params, isDateVersioned, normalizedPath: fillPath(route.path, params, isObjectType) };
  }
  return undefined;
}

function isObjectType(name: string): boolean {
  return ObjectType.safeParse(name).success;
}
