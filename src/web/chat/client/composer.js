// @ts-check

/**
 * The box to write in: grows with its lines; Enter sends where there is a real keyboard, and makes a new line on phones.
 * @param {HTMLFormElement} form
 * @param {(text: string) => void} send
 */
export function createComposer(form, send) {
  const box = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
  const keyboard = matchMedia("(hover: hover) and (pointer: fine)");

  const fit = () => {
    // The box shrinks while it is measured; the conversation above must not grow into its room and lose its end.
    form.style.minHeight = `${form.offsetHeight}px`;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
    form.style.minHeight = "";
    button.classList.toggle("ready", box.value.trim() !== "");
  };
  const submit = () => {
    const text = box.value.trim();
    if (text === "") {
      box.focus();
      return;
    }
    box.value = "";
    fit();
    send(text);
    box.focus(); // the phone's keyboard stays open for the next words
  };
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    // While an input method composes (Telex, VNI), Enter belongs to it; Safari says so only by the code 229.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || !keyboard.matches) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  if (keyboard.matches) box.focus();
  fit(); // browsers restore what was written before a reload
}
