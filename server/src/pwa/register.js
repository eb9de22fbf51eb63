// Installs the worker, and tells the page when a newer version waits. What is said to the person, the page says: it
// hears `daymark-update`, and asks for the reload with `daymark-reload`.
const page = document.documentElement;
const HOUR = 60 * 60 * 1000;

if ('serviceWorker' in navigator && window.isSecureContext) begin().catch(() => {});

async function begin() {
  const workers = navigator.serviceWorker;
  const registered = await workers.register('/sw.js', { scope: '/', updateViaCache: 'none' });
  // The first worker is no news; one that comes while another is in charge is.
  const hear = worker =>
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && workers.controller) tell('ready');
    });
  if (registered.waiting && workers.controller) tell('ready');
  hear(registered.installing);
  registered.addEventListener('updatefound', () => hear(registered.installing));
  // Another tab let it take over: this one still shows the older version, and is told so.
  let controlled = Boolean(workers.controller);
  let asked = false;
  workers.addEventListener('controllerchange', () => {
    if (asked) location.reload();
    else if (controlled) tell('ready');
    controlled = true;
  });
  window.addEventListener('daymark-reload', () => {
    if (page.dataset.update !== 'unsent' && unsent()) {
      tell('unsent');
      return;
    }
    asked = true;
    if (registered.waiting) registered.waiting.postMessage('take over');
    else location.reload();
  });
  setInterval(() => {
    if (!document.hidden) registered.update().catch(() => {});
  }, HOUR);
}

function tell(state) {
  page.dataset.update = state;
  window.dispatchEvent(new Event('daymark-update'));
}

// Whether something is typed that would be lost.
function unsent() {
  const typed = document.querySelectorAll('textarea, input:is([type=text], [type=email], [type=date], [type=number], [type=file])');
  return [...typed].some(field => field.value !== field.defaultValue);
}
