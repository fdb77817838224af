import type { CrmSystem } from "@coccinelle/core";
import type { CrmDeps } from "../access/crm.ts";
import { type CrmLink, type CrmLinkDeps, createCrmLink } from "../access/crm-link.ts";
import { createHubspot } from "./hubspot.ts";
import { createSalesforce } from "./salesforce.ts";

interface CrmSystemDescription {
  /** The CRM's name, for people. */
  name: string;
  createLink(deps: CrmDeps & CrmLinkDeps): CrmLink;
}

/** The CRMs with which an integration may be. */
export const CRM_SYSTEMS: Readonly<Record<CrmSystem, CrmSystemDescription>> = {
  hubspot: { name: "HubSpot", createLink: (deps) => createCrmLink(createHubspot(deps), deps) },
  salesforce: { name: "Salesforce", createLink: (deps) => createCrmLink(createSalesforce(deps), deps) },
};
