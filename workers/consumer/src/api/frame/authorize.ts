import { ApiError } from "./api-error.ts";
import type { Caller } from "./authenticate.ts";
import type { Access } from "./operation.ts";

/**
 * Checks that a caller may use an operation, in the tenant that the path names. A key of another tenant gets
 * the answer for a path that does not exist, so it learns nothing.
 *
 * @throws ApiError 404 outside the key's tenant, 403 where its role does not allow the operation
 */
export function authorize({ key }: Caller, access: Access, tenantId: string | undefined): void {
  if (key === null) return;
  if (access === "deployer" || tenantId !== key.tenantId) {
    throw new ApiError(404, "not_found", "there is nothing here");
  }
  if (access === "operator" && key.role !== "operator") {
    throw new ApiError(403, "forbidden", "this key may only read");
  }
}

/**
 * Refuses a change that another site asks for. A browser sends Cloudflare Access's cookie with requests from
 * any page that it shows, so such a request does not show that the person wants the change.
 *
 * @throws ApiError 403
 */
export function refuseOtherSites({ actor }: Caller, method: string, site: string | null): void {
  if (actor.kind !== "access" || method === "GET") return;
  if (site !== null && site !== "same-origin" && site !== "none") {
    throw new ApiError(403, "forbidden", "another site may not ask for a change");
  }
}
