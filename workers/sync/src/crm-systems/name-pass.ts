import type { Fetch } from "@coccinelle/integrations";
import type { CrmDeps } from "../access/crm.ts";

/** Says which pass a call belongs to, so that whoever stands in for a CRM sees that none overlap. */
export function namePass({ fetch, passToken }: Pick<CrmDeps, "fetch" | "passToken">): Fetch {
  return (request) => {
    const token = passToken();
    if (token === null) return fetch(request);
    const headers = new Headers(request.headers);
    headers.set("x-coccinelle-pass", token);
    return fetch(new Request(request, { headers }));
  };
}
