// Keeps what is nobody's: files of this build, and the page that says that there is no connection. Never a page, never
// an answer: what a person reads is read from the server, by whoever is signed in.
const BUILD = '{build}';
const SHELL = {shell};
const OFFLINE = '{offline}';
const KEPT = 'daymark-';
const CACHE = KEPT + BUILD;

self.addEventListener('install', event => {
  event.waitUntil(fill());
});

async function fill() {
  const cache = await caches.open(CACHE);
  // Without cookies: it is the same page for everybody.
  await cache.add(new Request(OFFLINE, { cache: 'reload', credentials: 'omit' }));
  await cache.addAll(SHELL);
}

// The one before is kept too: a tab that still shows the older build may yet ask for a part of it.
self.addEventListener('activate', event => {
  event.waitUntil(
    (async () => {
      const names = (await caches.keys()).filter(name => name.startsWith(KEPT) && name !== CACHE);
      await Promise.all(names.slice(0, -1).map(name => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

// Only a person, who has read that there is a new version, lets it take over.
self.addEventListener('message', event => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    event.respondWith(page(request));
  } else if (url.pathname.startsWith('/pkg/') || url.pathname.startsWith('/fonts/')) {
    event.respondWith(file(request));
  }
});

// Pages come from the server; where it cannot be reached, that is said.
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

// A file's name says what is in it: one that is kept is the right one.
async function file(request) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.status === 200) {
    const cache = await caches.open(CACHE);
    await cache.put(request.url, fresh.clone());
  }
  return fresh;
}
