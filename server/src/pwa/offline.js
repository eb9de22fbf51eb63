// Comes back by itself: when the device has a connection again, and as often as is looked for one.
const look = async () => {
  try {
    const answer = await fetch('/health', { cache: 'no-store' });
    if (answer.ok) location.reload();
  } catch {
    // Still none.
  }
};
addEventListener('online', look);
setInterval(look, 5000);
