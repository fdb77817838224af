import { ApiError } from "./api-error.ts";
import type { Caller } from "./caller.ts";
import type { Access } from "./operation.ts";

/**
 * Lets a caller pass to an operation, in the tenant that the path names, if it names one. What a key
 * has no business with is not there for it, as if nothing were.
 *
 * @throws ApiError 404 outside the key's tenant, 403 where its role does not allow it
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
 * A browser brings Access's cookie along from any page that it shows: a change that another site asks
 * for is not the person's own.
 *
 * @throws ApiError 403
 */
export function refuseOtherSites({ actor }: Caller, method: string, site: string | null): void {
  if (actor.kind !== "access" || method === "GET") return;
  if (site !== null && site !== "same-origin" && site !== "none") {
    throw new ApiError(403, "forbidden", "a change may not be asked for from another site");
  }
}
