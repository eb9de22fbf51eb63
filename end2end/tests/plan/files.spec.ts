// Files of a task, in both modes: added, shown with a small picture, handed out as they came, put away and taken back; a
// mistake is said beside the field.
import type { Page } from '@playwright/test';
import { deflateSync } from 'node:zlib';
import { expectAccessible } from '../../lib/axe.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

/** A PNG of one colour, as any program writes it. */
function png(side: number): Buffer {
  const chunk = (kind: string, bytes: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), bytes]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  const rows = Buffer.alloc(side * (1 + 3 * side), 0x66);
  for (let row = 0; row < side; row++) rows[row * (1 + 3 * side)] = 0;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return (sum ^ 0xffffffff) >>> 0;
}

const files = (page: Page) => page.getByRole('region', { name: /^Files/ });

test('files are added, shown, handed out, put away and taken back', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'FLA', hydrated);
  const task = await newTask(world, project, 'With files');
  await page.goto(world.at(`/t/${task.code}`));
  await files(page).getByLabel('Choose files').setInputFiles([
    { name: 'Lamp.png', mimeType: 'image/png', buffer: png(400) },
    { name: 'Über „alles“.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') },
  ]);
  await files(page).getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 files added.' })).toBeVisible();

  const lamp = files(page).getByRole('link', { name: 'Lamp.png' });
  const alles = files(page).getByRole('link', { name: 'Über „alles“.svg' });
  await expect(lamp).toBeVisible();
  await expect(alles).toBeVisible();
  await expect(files(page)).toContainText('Ada Morgan');
  await lamp.scrollIntoViewIfNeeded();
  const picture = lamp.locator('img');
  await expect.poll(() => picture.evaluate(img => (img as HTMLImageElement).naturalWidth)).toBe(320);

  // The picture is shown; what could run is only saved, under its name.
  const shown = await page.request.get((await lamp.getAttribute('href'))!);
  expect(shown.headers()['content-type']).toBe('image/png');
  expect(shown.headers()['content-security-policy']).toContain('sandbox');
  expect((await shown.body()).equals(png(400))).toBe(true);
  const saving = page.waitForEvent('download');
  await alles.click();
  expect((await saving).suggestedFilename()).toBe('Über „alles“.svg');

  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

  // What happened says so.
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText('added a file: Lamp.png');

  await page.goto(world.at(`/t/${task.code}`));
  await files(page).getByRole('button', { name: 'Move Lamp.png to the trash' }).click();
  await expect(lamp).toHaveCount(0);
  await expect(alles).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(lamp).toBeVisible();
});

test('what cannot be added is said beside the field', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'FLR', hydrated);
  const task = await newTask(world, project, 'Without files');
  await page.goto(world.at(`/t/${task.code}`));
  const field = files(page).getByLabel('Choose files');
  await files(page).getByRole('button', { name: 'Add', exact: true }).click();
  await expect(files(page).locator('.err')).toContainText('Choose a file first.');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.setInputFiles({ name: 'nothing.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) });
  await files(page).getByRole('button', { name: 'Add', exact: true }).click();
  await expect(files(page).locator('.err')).toContainText('“nothing.txt” is empty.');
  await expect(files(page).locator('.file-l li')).toHaveCount(0);
});
