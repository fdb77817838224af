import type { Route } from "../api/route.ts";

/** Tells which account a token is of; any token may ask. */
export const accountRoutes: Route[] = [
  {
    method: "GET",
    path: "/account-info/details",
    scope: null,
    handle: ({ portal: { portalId } }) => ({
      status: 200,
      body: { portalId, accountType: "STANDARD", timeZone: "Europe/Paris", companyCurrency: "EUR" },
    }),
  },
];
