import type { Place } from "../../frame/route.ts";
import { accountRoutes } from "../access/account-routes.ts";
import { oauthRoutes } from "../access/oauth-routes.ts";
import { associationRoutes } from "../associations/association-routes.ts";
import { batchReadRoutes } from "../objects/batch-read-routes.ts";
import { batchWriteRoutes } from "../objects/batch-write-routes.ts";
import { gdprDeleteRoutes } from "../objects/gdpr-delete-route.ts";
import { searchRoutes } from "../objects/search-route.ts";
import { singleObjectRoutes } from "../objects/single-object-routes.ts";
import { propertyRoutes } from "../properties/property-routes.ts";
import { notFoundError } from "./hubspot-error.ts";
import type { HubspotRoute } from "./route.ts";

export const ROUTES: readonly HubspotRoute[] = [
  ...batchReadRoutes,
  ...batchWriteRoutes,
  ...searchRoutes,
  ...gdprDeleteRoutes,
  ...singleObjectRoutes,
  ...associationRoutes,
  ...propertyRoutes,
  ...accountRoutes,
  ...oauthRoutes,
];

export const UNKNOWN_ROUTE: HubspotRoute = {
  method: "",
  path: "",
  scope: null,
  isOpen: true,
  answer: ({ method, url }) => {
    throw notFoundError(`There is no ${method} ${url.pathname} here.`);
  },
};

/** The places at which paths name their version. Associations are at v4 since the rest is at v3. */
const FORMS = [
  /^(?<head>\/crm)\/(?<version>v3)(?<rest>\/(?:objects|properties|owners)(?:\/.*)?)$/,
  /^(?<head>\/crm)\/(?<version>v4)(?<rest>\/associations(?:\/.*)?)$/,
  /^(?<head>\/crm\/(?:objects|properties|owners|associations))\/(?<version>2026-0[39])(?<rest>\/.*)?$/,
  /^(?<head>\/account-info)\/(?<version>v3|2026-0[39])(?<rest>\/.*)$/,
  /^(?<head>\/oauth)\/(?<version>v1|v3|2026-0[39])(?<rest>\/token)$/,
  /^(?<head>\/oauth\/authorize)$/,
];

export function locate(pathname: string): Place | undefined {
  const found = FORMS.map((form) => form.exec(pathname)?.groups).find(Boolean);
  if (!found) return undefined;
  const { head = "", version = "", rest = "" } = found;
  return { path: `${head}${rest}`, version };
}
