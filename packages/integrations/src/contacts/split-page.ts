import type { ContactPush } from "@coccinelle/core";
import { needsRemote } from "../fields/choose-properties.ts";
import type { FitCustomer } from "../fields/field-plan.ts";
import { readMemo } from "../fields/memo.ts";
import type { ContactTarget } from "./choose-targets.ts";

export interface MappedPush {
  push: ContactPush;
  externalId: string;
}

export interface PageParts {
  /** Mapped customers whose records can be updated without a look. */
  plain: ContactTarget[];
  /** Mapped customers whose records have to be read first, for a field's rule or to see whose they are. */
  lookedAt: MappedPush[];
  unmapped: ContactPush[];
}

/** @param fitFor gives the fitting of values to the record of an id */
export function splitPage(
  pushes: readonly ContactPush[],
  fitFor: (externalId: string) => FitCustomer,
): PageParts {
  const parts: PageParts = { plain: [], lookedAt: [], unmapped: [] };
  const shared = findRepeated(pushes.flatMap(({ externalId }) => externalId ?? []));
  for (const push of pushes) {
    const { customer, externalId, lifecycle } = push;
    const memo = readMemo(push.memo);
    if (externalId === null) {
      parts.unmapped.push(push);
      continue;
    }
    const isDoubtful = memo === null || shared.has(externalId);
    if (isDoubtful || needsRemote(fitFor(externalId)(customer).fields, memo, lifecycle)) {
      parts.lookedAt.push({ push, externalId });
    } else {
      parts.plain.push({ push, externalId, how: "updated", origin: memo.origin, memo, remote: null });
    }
  }
  return parts;
}

function findRepeated(ids: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(ids.filter((id) => seen.size === seen.add(id).size));
}
