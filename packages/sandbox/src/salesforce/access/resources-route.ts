import type { Route } from "../api/route.ts";

/** What a version of the API has, and who the token's user is. */
export const resourcesRoutes: Route[] = [
  {
    method: "GET",
    path: "",
    handle: ({ org, basePath }) => ({
      status: 200,
      body: {
        identity: `https://login.salesforce.com/id/${org.organizationId}/${org.userId}`,
        ...Object.fromEntries(
          ["composite", "jobs", "limits", "query", "queryAll", "sobjects", "tooling"].map((name) => [
            name,
            `${basePath}/${name}`,
          ]),
        ),
      },
    }),
  },
];
