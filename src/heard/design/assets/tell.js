// Script only adds to the public pages: a draft kept in this browser, a quick way out, printing, the key of a QR code.
const PREFIX = "heard-draft:";
// Others may use the same telephone or the ward's tablet: who somebody is, is not kept; the rest ends with the tab, or
// half an hour after the last key.
const NOT_KEPT = new Set(["carried", "step", "website", "pin", "name", "email", "phone", "address"]);
const AT = "heard-at";
const LASTS = 30 * 60 * 1000;
const store = (() => { try { return window.sessionStorage; } catch { return null; } })();

function forget(prefix) {
  if (!store) return;
  for (const key of Object.keys(store)) if (key.startsWith(prefix)) store.removeItem(key);
}

for (const form of document.querySelectorAll("form[data-heard-draft]")) {
  const key = PREFIX + form.dataset.heardDraft;
  const fields = () => Array.from(form.elements).filter((field) => field.name && !NOT_KEPT.has(field.name));
  // Radios may have a choice from the start ('I speak for myself'): what is typed decides.
  const empty = fields().every((field) => field.type === "radio" || (field.type === "checkbox" ? !field.checked : !field.value));
  try {
    const kept = JSON.parse(store?.getItem(key) || "null");
    if (kept && Date.now() - kept[AT] > LASTS) store.removeItem(key);
    else if (kept && empty) {
      for (const field of fields()) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = (kept[field.name] || []).includes(field.value);
        else if (kept[field.name]) field.value = kept[field.name][0];
      }
    }
  } catch { store?.removeItem(key); }
  const keep = () => {
    const held = { [AT]: Date.now() };
    for (const field of fields()) {
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
      if (field.value) (held[field.name] ||= []).push(field.value);
    }
    try { store?.setItem(key, JSON.stringify(held)); } catch { /* No room: the page still carries what was sent. */ }
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
}

const done = document.querySelector("[data-heard-draft-done]");
if (done) forget(PREFIX + done.dataset.heardDraftDone + "-");

// Whoever has to leave quickly leaves nothing behind that the next person could read, and 'back' does not come here.
for (const link of document.querySelectorAll("[data-heard-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    forget(PREFIX);
    window.location.replace(link.href);
  });
}

for (const press of document.querySelectorAll("[data-heard-print]")) {
  press.hidden = false;
  press.addEventListener("click", () => window.print());
}

// The QR code of a receipt has the key behind the hash, which is never sent anywhere by itself.
const key = document.querySelector("form[data-heard-key] input[name=key]");
if (key && !key.value && window.location.hash.length > 1) {
  key.value = decodeURIComponent(window.location.hash.slice(1)).replaceAll("-", " ");
  window.history.replaceState(null, "", window.location.pathname);
}

// A recording made here goes into the field for files, so that it is sent like any other.
for (const box of document.querySelectorAll("[data-heard-record]")) {
  const field = box.closest("form").querySelector("input[type=file][name=sound]");
  const press = box.querySelector("button");
  const status = box.querySelector("[role=status]");
  if (!field || !window.MediaRecorder || !navigator.mediaDevices?.getUserMedia || !window.DataTransfer) continue;
  box.hidden = false;
  let recorder = null;
  press.addEventListener("click", async () => {
    if (recorder) { recorder.stop(); return; }
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch { status.textContent = box.dataset.refused; return; }
    const parts = [];
    recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32000 });
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      const held = new DataTransfer();
      held.items.add(new File(parts, "recording", { type: recorder.mimeType }));
      field.files = held.files;
      recorder = null;
      press.textContent = box.dataset.start;
      status.textContent = box.dataset.ready;
    });
    recorder.start();
    press.textContent = box.dataset.stop;
    status.textContent = "";
    // Half an hour is more than a person listens to at once.
    setTimeout(() => recorder?.stop(), 30 * 60 * 1000);
  });
}
