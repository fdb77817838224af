import type {
  Candidates as CandidatesOf,
  ContactTarget as ContactTargetOf,
  OwnershipMarks,
} from "../../contacts/contact-target.ts";
import type { RemoteRecord } from "../api/answers.ts";
import { KEY_PROPERTY, LEAD_SOURCE_PROPERTY } from "./contact-fields.ts";

export type ContactTarget = ContactTargetOf<RemoteRecord>;
export type Candidates = CandidatesOf<RemoteRecord>;

export const OWNERSHIP: OwnershipMarks<RemoteRecord> = {
  systemName: "HubSpot",
  readKey: ({ properties }) => properties[KEY_PROPERTY],
  isMadeHere: ({ properties }) => Boolean(properties[LEAD_SOURCE_PROPERTY]),
};
