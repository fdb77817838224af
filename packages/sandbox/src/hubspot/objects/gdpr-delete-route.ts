import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { notFoundError, validationError } from "../api/hubspot-error.ts";
import { readBody } from "../api/read-body.ts";
import type { HubspotRoute, RouteCall } from "../api/route.ts";
import { ObjectType } from "./object-type.ts";

const GdprDelete = z.object({ objectId: z.string(), idProperty: z.literal("email").optional() });

/** Erases a contact with its activities. An unknown e-mail address is blocked for good. */
function gdprDelete({ portal: { store }, params, body }: RouteCall): SandboxAnswer {
  if (params[0] !== "contacts") throw validationError("Only contacts can be deleted permanently.");
  const { objectId, idProperty } = readBody(GdprDelete, body);
  const contact =
    idProperty === "email"
      ? store.findHolder("contacts", { name: "email", value: objectId })
      : store.findAny("contacts", objectId);
  if (!contact && idProperty === "email") {
    store.blockedEmails.add(objectId.toLowerCase());
    return { status: 204 };
  }
  if (!contact || store.isMergedAway(contact.id)) {
    throw notFoundError("Object not found.  objectId are usually numeric.");
  }
  for (const type of ObjectType.options.filter((each) => each !== "contacts")) {
    for (const id of store.associations.listTargets(contact, type)) {
      const engagement = store.findAny(type, id);
      if (engagement) store.purge(engagement);
    }
  }
  store.purge(contact);
  return { status: 204 };
}

export const gdprDeleteRoutes: HubspotRoute[] = [
  {
    method: "POST",
    path: "/crm/objects/{type}/gdpr-delete",
    scope: "crm.objects.contacts.write",
    answer: gdprDelete,
  },
];
