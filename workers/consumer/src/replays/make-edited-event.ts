import { EventSigner, editedEventId, MessageEvent } from "@coccinelle/core";
import type { DeadLetter } from "@coccinelle/db";
import * as z from "zod";
import { type Difference, listDifferences } from "./list-differences.ts";

const { shape } = MessageEvent;

/**
 * The fields that an operator may write of an event. Its id is computed from the other fields. Its signers are
 * always the ones of the dead letter, whatever the operator writes.
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
  /** The differences from the dead letter's own event, without the ids. */
  difference: Difference[];
}

const Signed = MessageEvent.pick({ signers: true });

/** Makes the event of an edit. It keeps the id of the original event and the signers of that. */
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
