import { z } from "zod";
import { readDay, readPhone, standings } from "../people/index.ts";

const line = (most: number) => z.string().transform((text) => text.normalize("NFC").replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim()).pipe(z.string().max(most, "too-long"));
/** Twelve digits, or nine after "CMND", are the number of an ID card: never kept (facts §6). */
const noIdNumber = (text: string) => !/(^|\D)\d{12}(\D|$)/.test(text.replace(/[ .-]/g, "")) && !/(cccd|cmnd|căn cước|chứng minh)\D{0,12}\d{6}/i.test(text);
const words = (most: number) => line(most).refine(noIdNumber, "id-number");
const day = z.string().transform((text, context) => {
  const read = readDay(text, Date.now());
  if (!read) context.addIssue({ code: "custom", message: "date-wrong" });
  return read ?? "";
});

export const personFields = z.strictObject({
  name: line(80).pipe(z.string().min(2, "name-missing")).refine((name) => !/\d/.test(name), "name-wrong"),
  birth: day,
  gender: z.enum(["female", "male", "other"], "field-wrong"),
  phone: z.string().max(40, "too-long").transform((text, context) => {
    const read = readPhone(text);
    if (!read) context.addIssue({ code: "custom", message: "phone-wrong" });
    return read ?? "";
  }),
  email: line(120).pipe(z.email("email-wrong")),
  address: words(200),
  occupation: words(120),
  commune: z.string().max(60, "too-long"),
  branch: z.string().max(60, "too-long"),
  standing: z.enum(standings, "field-wrong"),
  federation: z.boolean("field-wrong"),
  memberCode: line(40),
  admittedOn: day,
  tags: z.array(line(40).pipe(z.string().min(1, "field-wrong"))).max(20, "too-long"),
  note: words(1000),
});

/** A new person: a name, the rest as far as known. */
export const newPersonInput = personFields.partial().required({ name: true });
/** Changes: what is left out stays, null takes a field away. */
export const personChangesInput = z.strictObject(Object.fromEntries(Object.entries(personFields.shape).map(([name, schema]) => [name, name === "name" ? schema.optional() : schema.nullable().optional()])) as { [Name in keyof typeof personFields.shape]: z.ZodOptional<z.ZodNullable<(typeof personFields.shape)[Name]>> });

export const trainingInput = z.strictObject({
  kind: z.enum(["training", "degree", "political-theory"], "field-wrong"),
  name: line(120).pipe(z.string().min(2, "name-missing")),
  periods: z.number("field-wrong").int("field-wrong").min(0, "field-wrong").max(2000, "field-wrong").optional(),
  certificate: line(60).optional(),
  on: day.optional(),
  regular: z.boolean("field-wrong").optional(),
});

export const statusInput = z.strictObject({
  status: z.enum(["active", "deferred", "moved-away", "matured", "struck-off", "expelled", "deceased"], "field-wrong"),
  standing: z.enum(standings, "field-wrong").optional(),
  from: day.optional(),
  decision: line(60).optional(),
});
