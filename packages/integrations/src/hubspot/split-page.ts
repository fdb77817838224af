import type { ContactPush } from "@coccinelle/core";
import type { AdapterContext } from "./adapter-context.ts";
import { needsRemote } from "./choose-properties.ts";
import type { ContactTarget } from "./contact-target.ts";
import { type FieldPlan, fitCustomer } from "./field-plan.ts";
import { readMemo } from "./memo.ts";

export interface MappedPush {
  push: ContactPush;
  externalId: string;
}

export interface PageParts {
  /** Mapped, and to be updated as they are. */
  plain: ContactTarget[];
  /** Mapped, and to be read first: a field's rule asks for it, or there is doubt whose the contact is. */
  lookedAt: MappedPush[];
  unmapped: ContactPush[];
}

export function splitPage(
  { settings }: AdapterContext,
  plan: FieldPlan,
  pushes: readonly ContactPush[],
): PageParts {
  const parts: PageParts = { plain: [], lookedAt: [], unmapped: [] };
  const shared = findRepeated(pushes.flatMap(({ externalId }) => externalId ?? []));
  for (const push of pushes) {
    const { customer, externalId } = push;
    const memo = readMemo(push.memo);
    if (externalId === null) {
      parts.unmapped.push(push);
      continue;
    }
    const isDoubtful = memo === null || shared.has(externalId);
    if (isDoubtful || needsRemote(fitCustomer(customer, settings, plan).fields, memo)) {
      parts.lookedAt.push({ push, externalId });
    } else {
      parts.plain.push({ push, externalId, how: "updated", origin: memo.origin, memo, remote: null });
    }
  }
  return parts;
}

function findRepeated(ids: readonly string[]): Set<string> {
  return new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
}
