import { EventSigner, editedEventId, MessageEvent } from "@coccinelle/core";
import type { DeadLetter } from "@coccinelle/db";
import * as z from "zod";
import { type Difference, listDifferences } from "./list-differences.ts";

const { shape } = MessageEvent;

/**
 * What an operator may write of an event, and no field beside it: its identity follows from the rest, and its signers are the
 * origin's whatever is written here.
 */
export const EditedContent = z
  .strictObject({
    ...shape,
    signers: z.array(EventSigner.strict()).optional(),
    sender: shape.sender.strict(),
    media: z.array(shape.media.unwrap().element.strict()).optional(),
    button: shape.button.unwrap().strict().optional(),
    location: shape.location.unwrap().strict().optional(),
    call: shape.call.unwrap().strict().optional(),
  })
  .partial({ id: true, originEventId: true });
export type EditedContent = z.infer<typeof EditedContent>;

export interface EditedEvent {
  event: MessageEvent & { originEventId: string };
  /** To the dead letter's own event, but for the identity. */
  difference: Difference[];
}

const Signed = MessageEvent.pick({ signers: true });

/** The event that an edit makes of a dead letter; it names its origin, and whoever signed that. */
export async function makeEditedEvent(
  deadLetter: Pick<DeadLetter, "id" | "eventId" | "event">,
  { id: _id, originEventId: _origin, signers: _signers, ...written }: EditedContent,
): Promise<EditedEvent> {
  const originEventId = deadLetter.eventId ?? deadLetter.id;
  const content = { ...written, signers: Signed.safeParse(deadLetter.event).data?.signers };
  const event = { ...content, id: await editedEventId(originEventId, content), originEventId };
  const difference = listDifferences(deadLetter.event, event).filter(
    ({ path }) => path !== "id" && path !== "originEventId",
  );
  return { event, difference };
}
