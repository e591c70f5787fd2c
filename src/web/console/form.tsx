import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { OfficeError } from "../../office/index.ts";
import { Csrf, Field } from "./layout.tsx";
import type { PageText, Reply } from "./route.ts";

/** What was typed and what was wrong with it, for showing a form once more. */
export type Typed = { values: Record<string, string | undefined>; wrong?: Record<string, string>; problem?: string };

/** Carries out a form's act. What somebody can put right comes back as the same form with their words in it; nothing was changed. */
export async function attempt(act: () => Promise<Reply>, again: (wrong: Record<string, string>, error: OfficeError) => Promise<Reply> | Reply): Promise<Reply> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof OfficeError) || (error.status !== 422 && error.status !== 409)) throw error;
    const reply = await again(error.fields, error);
    return "page" in reply ? { ...reply, status: error.status } : reply;
  }
}

/** A form with its token. `wide`: fields side by side where there is room. */
export function Form({ action, csrf, children, wide, ask, id }: { action: string; csrf: string; children: ComponentChildren; wide?: boolean; ask?: string; id?: string }) {
  return (
    <form method="post" action={action} class={wide ? "wide" : undefined} data-ask={ask} id={id}>
      <Csrf token={csrf} />
      {children}
    </form>
  );
}

type Base = { text: PageText; typed: Typed; name: string; label: string; help?: string };

function said({ text, typed, name }: Base): string | undefined {
  const key = typed.wrong?.[name];
  return key ? text(`office:${key}`) : undefined;
}

/** Ids of a page's own making: the same field stands in several forms of a page. */
function aria(base: Base, id: string) {
  const error = said(base);
  const describedBy = [base.help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return { id, name: base.name, ...(error ? { "aria-invalid": true as const } : {}), ...(describedBy ? { "aria-describedby": describedBy } : {}) };
}

export function TextField(props: Base & { type?: "text" | "tel" | "date" | "password" | "url"; required?: boolean; autocomplete?: "off" | "name" | "current-password" | "new-password" | "one-time-code"; maxLength?: number; inputMode?: "numeric" | "tel" | "email"}) {
  const { typed, name, label, help, type = "text", required = false, autocomplete = "off", maxLength = 200, inputMode } = props;
  const id = useId();
  return (
    <Field name={id} label={label} help={help} error={said(props)}>
      <input {...aria(props, id)} {...({ type } as object)} value={typed.values[name] ?? ""} required={required} autocomplete={autocomplete} maxLength={maxLength} {...(inputMode ? { inputMode } : {})} />
    </Field>
  );
}

export function AreaField(props: Base & { required?: boolean; rows?: number; maxLength?: number }) {
  const { typed, name, label, help, required = false, rows = 3, maxLength = 1000 } = props;
  const id = useId();
  return (
    <Field name={id} label={label} help={help} error={said(props)}>
      <textarea {...aria(props, id)} rows={rows} required={required} maxLength={maxLength}>{typed.values[name] ?? ""}</textarea>
    </Field>
  );
}

export type Option = { value: string; label: string };

export function SelectField(props: Base & { options: readonly Option[]; /** An empty first choice with these words. */ none?: string; required?: boolean }) {
  const { typed, name, label, help, options, none, required = false } = props;
  const id = useId();
  return (
    <Field name={id} label={label} help={help} error={said(props)}>
      <select {...aria(props, id)} required={required}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map(({ value, label: shown }) => (
          <option value={value} selected={typed.values[name] === value}>{shown}</option>
        ))}
      </select>
    </Field>
  );
}

export function CheckField({ name, label, checked, value = "1" }: { name: string; label: string; checked?: boolean; value?: string }) {
  return (
    <label class="check">
      <input type="checkbox" name={name} value={value} checked={checked} /> {label}
    </label>
  );
}

/** What stands above a form that came back. */
export function Problem({ text, typed }: { text: PageText; typed: Typed }) {
  const unnamed = Object.entries(typed.wrong ?? {}).filter(([name]) => !(name in typed.values));
  const lines = [...(typed.problem ? [typed.problem] : []), ...unnamed.map(([, key]) => text(`office:${key}`))];
  if (lines.length === 0 && !typed.wrong) return null;
  return <p class="error" role="alert">{lines.length > 0 ? lines.join(" ") : text("office:fields-wrong")}</p>;
}

/** A fold-out with a form in it: the page stays short, what is rarely done is one tap away. */
export function Fold({ title, open, children, id }: { title: string; open?: boolean | undefined; children: ComponentChildren; id?: string }) {
  return (
    <details open={open} id={id}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

/** Facts as pairs; empty ones are left out. */
export function Facts({ pairs }: { pairs: readonly (readonly [string, ComponentChildren])[] }) {
  const told = pairs.filter(([, value]) => value !== undefined && value !== "" && value !== null && !(Array.isArray(value) && value.length === 0));
  return (
    <dl class="facts">
      {told.flatMap(([name, value]) => [<dt>{name}</dt>, <dd>{value}</dd>])}
    </dl>
  );
}
