import type { Route } from "../api/route.ts";

/** What is left of the organisation's limits. */
export const limitsRoutes: Route[] = [
  {
    method: "GET",
    path: "/limits",
    handle: ({ org: { usage } }) => {
      const Remaining = Math.max(usage.max - usage.used, 0);
      return { status: 200, body: { DailyApiRequests: { Max: usage.max, Remaining } } };
    },
  },
];
