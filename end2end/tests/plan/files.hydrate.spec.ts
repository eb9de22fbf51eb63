// Files dragged in and pasted; how far one is on its way.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test('files are dragged in and pasted', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'FLD', true);
  const task = await newTask(world, project, 'Dragged');
  await page.goto(world.at(`/t/${task.code}`));
  await awake(page);
  const files = page.getByRole('region', { name: /^Files/ });

  const dragged = await page.evaluateHandle(() => {
    const held = new DataTransfer();
    held.items.add(new File(['a'], 'dragged.txt'));
    return held;
  });
  await files.dispatchEvent('dragover', { dataTransfer: dragged });
  await expect(files).toHaveClass(/is-over/);
  await files.dispatchEvent('drop', { dataTransfer: dragged });
  await expect(files).not.toHaveClass(/is-over/);
  await expect(files.getByRole('link', { name: 'dragged.txt' })).toBeVisible();

  await page.getByPlaceholder('Say something to the team').evaluate(place => {
    const held = new DataTransfer();
    held.items.add(new File(['b'], 'pasted.txt'));
    place.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }));
  });
  await expect(files.getByRole('link', { name: 'pasted.txt' })).toBeVisible();
});

test('a file too large is refused before it is sent', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'FLL', true);
  const task = await newTask(world, project, 'Too large');
  await page.goto(world.at(`/t/${task.code}`));
  await awake(page);
  const files = page.getByRole('region', { name: /^Files/ });
  let sent = 0;
  page.on('request', request => (sent += Number(request.url().includes('/do/files/add'))));
  await files.getByLabel('Choose files').evaluate(input => {
    const held = new DataTransfer();
    held.items.add(new File([new Uint8Array(100 * 1024 * 1024 + 1)], 'film.mp4'));
    (input as HTMLInputElement).files = held.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(files.locator('.err')).toContainText('“film.mp4” is larger than 100 megabytes.');
  expect(sent).toBe(0);
});

test('how far a file is on its way is shown', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'FLP', true);
  const task = await newTask(world, project, 'On its way');
  await page.goto(world.at(`/t/${task.code}`));
  await awake(page);
  const files = page.getByRole('region', { name: /^Files/ });
  const client = await page.context().newCDPSession(page);
  await client.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_000_000 });
  await files.getByLabel('Choose files').setInputFiles({ name: 'slow.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(3_000_000, 7) });
  await files.getByRole('button', { name: 'Add', exact: true }).click();
  const bar = files.getByRole('progressbar', { name: 'On its way' });
  await expect(bar).toBeVisible();
  await expect(files.getByRole('link', { name: 'slow.bin' })).toBeVisible({ timeout: 20_000 });
  await expect(bar).toHaveCount(0);
});
