// What needs an awake page: notices that come by themselves, the bell's number, and the keys.
import { awake } from '../../lib/awake.ts';
import { newColleague } from '../../lib/colleague.ts';
import { newProject, newTask } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';

test.use({ own: 'inbox' });

test('a mention shows within a second, and the bell counts it on every page', async ({ signedIn: page, world, context }) => {
  const workspace = world.workspace.slug;
  const project = await newProject(world, 'INL', true);
  const task = await newTask(world, project, 'Light the stairs');
  const vera = await newColleague(world, project, 'Vera Berg');
  await world.post('/do/inbox/read_all', { workspace });
  const phone = await context.newPage();
  await phone.setViewportSize({ width: 390, height: 800 });
  await phone.goto(world.at('/projects'));
  await page.goto(world.at('/inbox'));
  await awake(page);
  await awake(phone);
  const rail = page.locator('.rail');
  const bell = phone.locator('.phonebar .bell');
  await expect(page.getByText('Nothing unread.')).toBeVisible();
  await expect(bell).toHaveAccessibleName('Inbox');
  await vera.say(task, '@Ada, tonight?');
  const row = page.locator('main ul.rows > li').filter({ hasText: task.code });
  await expect(row).toContainText('@Ada, tonight?', { timeout: 1000 });
  await expect(rail.getByRole('link', { name: /Inbox\s*1 unread/ })).toBeVisible();
  await expect(bell).toHaveAccessibleName('Inbox, 1 unread');

  // Done here, it counts nowhere any more.
  await row.getByRole('button', { name: `Done ${task.code}` }).click();
  await expect(row).toHaveCount(0, { timeout: 300 });
  await expect(bell).toHaveAccessibleName('Inbox');
  await expect(rail.getByRole('link', { name: 'Inbox', exact: true })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(row).toHaveCount(1);
  await bell.click();
  await expect(phone).toHaveURL(world.at('/inbox'));
  await expect(phone.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible();
  const wider = await phone.locator('html').evaluate(html => html.scrollWidth - html.clientWidth);
  expect(wider).toBeLessThanOrEqual(0);
});

test('G I leads there, J and K go along, R reads, E is done, Enter opens', async ({ signedIn: page, world }) => {
  const workspace = world.workspace.slug;
  const project = await newProject(world, 'INK', true);
  const task = await newTask(world, project, 'Paint the railing');
  const vera = await newColleague(world, project, 'Vera Dahl');
  await world.post('/do/inbox/read_all', { workspace });
  for (const text of ['@Ada, white?', '@Ada, or black?', '@Ada, or red?']) await vera.say(task, text);
  await page.goto(world.at('/projects'));
  await awake(page);
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page).toHaveURL(world.at('/inbox'));
  const rows = page.locator('main ul.rows > li').filter({ hasText: task.code });
  await expect(rows).toHaveCount(3);
  // The newest first.
  await page.keyboard.press('j');
  await expect(rows.nth(0).getByRole('link')).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(1).getByRole('link')).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('e');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('or black?');
  await expect(rows.first().getByRole('link')).toBeFocused();
  await page.keyboard.press('r');
  await expect(rows).toHaveCount(1);
  await expect(rows.first().getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/t/${task.code}#c-`));
  await page.goto(world.at('/inbox?show=done'));
  await expect(rows.filter({ hasText: 'or red?' })).toHaveCount(1);
  await page.goto(world.at('/inbox?show=all'));
  await expect(rows.filter({ hasText: 'or black?' }).getByRole('button', { name: 'Mark as unread' })).toBeVisible();
});
