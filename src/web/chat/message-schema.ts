import { z } from "zod";

/** A person writes no more in one message; in UTF-8 it stays under the 16 kB a body may have. */
export const longestText = 4000;

/** Made by the page once per act; part of the event's id, so nothing that would be replaced by a digest. */
const id = z.string().regex(/^[\w-]{1,64}$/);

/** `POST /chat/messages`: words, a pressed button, or the beginning (`true`, or the payload of the entry link). */
export const messageSchema = z.union([
  z.strictObject({ id, text: z.string().min(1).max(longestText) }),
  z.strictObject({ id, payload: z.string().min(1).max(64), title: z.string().min(1).max(200).optional() }),
  z.strictObject({ id, start: z.union([z.literal(true), z.string().regex(/^[\w.-]{1,64}$/)]) }),
]);
