// Time away: two taps today, days asked for, and an answer.
import { expect, test } from '../../lib/test.ts';

test('away today in two taps, and taken back', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/people'));
  const row = page.getByRole('listitem').filter({ hasText: world.owner.email });
  await row.getByText('Away today').click();
  await row.getByRole('button', { name: 'All day' }).click();
  await expect(page.getByRole('status').filter({ hasText: `${world.owner.name} is away today.` })).toBeVisible();
  await expect(row.getByRole('button', { name: 'All day' })).toHaveCount(0);
  await expect(row.getByText('Away today')).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row.getByText('All day')).toHaveCount(1);
});

test('days are asked for, refused where they overlap, answered and taken back', async ({ signedIn: page, world, hydrated }) => {
  const year = new Date().getFullYear() + 1;
  const day = hydrated ? `${year}-03-02` : `${year}-04-06`;
  await page.goto(world.at('/people'));
  await page.getByRole('link', { name: 'Time away' }).click();
  await expect(page.getByRole('link', { name: 'Time away' })).toHaveAttribute('aria-current', 'page');
  const ask = async () => {
    await page.getByLabel('First day', { exact: true }).fill(day);
    await page.getByLabel('Of the first day').selectOption({ label: 'The afternoon' });
    await page.getByLabel('A note').fill('Moving house');
    await page.getByRole('button', { name: 'Ask for these days' }).click();
  };
  await ask();
  await expect(page.getByText('Moving house').first()).toBeVisible();
  await ask();
  await expect(page.getByLabel('First day', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('.err')).toContainText('Already away then');

  const row = page.getByRole('listitem').filter({ hasText: 'Moving house' });
  await expect(row.getByText('No open task of theirs lies on these days.')).toBeVisible();
  await row.getByText('Say no').first().click();
  await row.getByRole('button', { name: 'Say no' }).click();
  await expect(row.getByLabel('With these words')).toHaveAttribute('aria-invalid', 'true');
  await row.getByLabel('With these words').fill('The launch is that week.');
  await row.getByRole('button', { name: 'Say no' }).click();
  await expect(row.getByText(/: The launch is that week\.$/)).toBeVisible();
  await expect(row.getByText('Not agreed')).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await row.getByRole('button', { name: 'Agree' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Agreed with' })).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await row.getByRole('button', { name: /^Take back: Ada Morgan/ }).click();
  await expect(row).toHaveCount(0);
});

test('on a phone, away today is two taps, each large enough for a thumb', async ({ signedIn: page, world }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(world.at('/people'));
  const row = page.getByRole('listitem').filter({ hasText: world.owner.email });
  const first = row.getByText('Away today');
  expect((await first.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await first.click();
  const second = row.getByRole('button', { name: 'From noon on' });
  expect((await second.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await second.click();
  await expect(page.getByRole('status').filter({ hasText: `${world.owner.name} is away today.` })).toBeVisible();
  await expect(row.getByText('Away this afternoon')).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row.getByText('Away this afternoon')).toHaveCount(0);
});
