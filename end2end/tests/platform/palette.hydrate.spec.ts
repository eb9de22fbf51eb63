// The palette: opened by key and by hand, answered from the device at once and by the server then; it goes, begins, acts
// on what has the focus, and remembers where one went.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../lib/axe.ts';
import { newProject, newTask } from '../../lib/plan.ts';
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7 } from '../../lib/world.ts';

test('it opens by key, chooses by arrows, and gives the focus back', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/p/NGT/list'));
  await awake(page);
  await page.keyboard.press('j');
  const row = page.getByRole('link', { name: 'Map the old pages', exact: true });
  await expect(row).toBeFocused();
  const field = await opened(page);
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  const chosen = page.locator('.pal [role=option][aria-selected=true]');
  await expect(chosen).toHaveCount(1);
  const first = await chosen.innerText();
  await page.keyboard.press('ArrowDown');
  await expect(chosen).not.toHaveText(first);
  const id = await chosen.getAttribute('id');
  await expect(field).toHaveAttribute('aria-activedescendant', id!);
  await expect(field).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.locator('.pal [role=option]').last()).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.pal [role=option]').last()).toBeInViewport();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.pal [role=option]').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  await expect(page.locator('.pal [role=option]').first()).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Search or jump' })).toBeHidden();
  await expect(row).toBeFocused();
});

test('it goes to places and tabs from the device, and to tasks and words by the server', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'PAG', true);
  const task = await newTask(world, project, 'Kingfisher under the bridge');
  const other = await newTask(world, project, 'Paint the hull');
  await world.post('/do/talk/add_comment', { workspace: world.workspace.slug, id: uuidv7(), record: other.id, text: 'Seen by the kingfisher box.' });
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  // Without the server, at once.
  await page.route('**/do/search/find*', route => route.abort());
  await opened(page);
  await page.keyboard.type('my wo');
  await expect(page.getByRole('option', { name: /^My work/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.pal [role=status]')).toHaveText('The search did not answer. What is here is from this device.');
  await expect(page.getByRole('option', { name: /^My work/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(world.at('/mine'));
  await page.unroute('**/do/search/find*');

  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await opened(page);
  await page.keyboard.type('board');
  await page.getByRole('option', { name: new RegExp(`^Board ${project.key}`) }).click();
  await expect(page).toHaveURL(world.at(`/p/${project.key}/board`));

  await opened(page);
  await page.keyboard.type('kingf');
  const groups = page.locator('.pal [role=group]');
  await expect(groups.locator('.pal-h')).toHaveText(['Go to', 'Said and written']);
  await expect(groups.first().getByRole('option').first()).toContainText('Kingfisher under the bridge');
  await expect(groups.first().getByRole('option').first()).toContainText(task.code);
  await expect(groups.last().getByRole('option')).toContainText('Seen by the kingfisher box.');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(world.at(`/t/${task.code}`));

  // A key and Enter, faster than the server.
  await opened(page);
  await page.route('**/do/search/find*', async route => {
    await new Promise(done => setTimeout(done, 700));
    await route.continue();
  });
  await page.keyboard.type(other.code.toLowerCase());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(world.at(`/t/${other.code}`));
});

test('an older answer never replaces a newer one', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'PAO', true);
  await newTask(world, project, 'Osprey of old');
  await newTask(world, project, 'Ortolan of now');
  await page.goto(world.at('/projects'));
  await awake(page);
  await page.route('**/do/search/find*', async route => {
    if (new URL(route.request().url()).searchParams.get('q') === 'osprey') await new Promise(done => setTimeout(done, 1500));
    await route.continue();
  });
  const field = await opened(page);
  const asked = page.waitForRequest(request => request.url().includes('q=osprey'));
  await field.fill('osprey');
  await asked;
  const late = page.waitForResponse(response => response.url().includes('q=osprey'));
  await field.fill('ortolan');
  await expect(page.getByRole('option', { name: /^Ortolan of now/ })).toBeVisible();
  await late;
  await expect(page.getByRole('option', { name: /^Ortolan of now/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /^Osprey/ })).toHaveCount(0);
});

test('it acts on the task that has the focus, and begins what one may begin', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'PAA', true);
  const task = await newTask(world, project, 'Acted upon');
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await page.keyboard.press('j');
  await opened(page);
  // Nothing is asked: what can be done with it stands first.
  await expect(page.locator('.pal .pal-h').first()).toHaveText('Do');
  await expect(page.getByRole('option', { name: `Assign ${task.code}` })).toBeVisible();
  await page.keyboard.type('finish');
  await expect(page.getByRole('option', { name: `Say when ${task.code} is to finish` })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  const finish = page.getByRole('dialog', { name: `Finish of ${task.code}` });
  await finish.getByLabel('Finish', { exact: true }).fill('2027-03-09');
  await page.keyboard.press('Enter');
  await expect(page.locator('tr.row').first()).toContainText('Tue 9 Mar 2027');

  // On the board its card, by the card's own form.
  await page.goto(world.at(`/p/${project.key}/board`));
  await awake(page);
  await page.keyboard.press('j');
  await opened(page);
  await page.keyboard.type('edit');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: task.code }).getByLabel('Title', { exact: true })).toBeFocused();

  await page.goto(world.at('/today'));
  await awake(page);
  await opened(page);
  await page.keyboard.type('new proj');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${world.at('/projects')}#new-project-title$`));
  await expect(page.getByLabel('Title', { exact: true })).toBeFocused();

  await opened(page);
  await page.keyboard.type('new task');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Add a task' }).getByLabel('Title', { exact: true })).toBeFocused();
});

test('it remembers where one went, in this browser, until one signs out', async ({ page, world }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(world.owner.email);
  await page.getByLabel('Password', { exact: true }).fill(world.owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  await page.goto(world.at('/t/NGT-2'));
  await awake(page);
  await expect.poll(() => went(page)).toContain('NGT-2');
  await page.goto(world.at('/projects'));
  await awake(page);
  await opened(page);
  await page.getByRole('option', { name: 'NGT-2 Agree the wording with the archive' }).click();
  await expect(page).toHaveURL(world.at('/t/NGT-2'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect.poll(() => went(page)).toBe('');
});

test('by thumb it fills the screen, and closes by its button', async ({ signedIn: page, world }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(world.at('/today'));
  await awake(page);
  await page.getByRole('link', { name: 'Search', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Search or jump' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('arch');
  await expect(dialog.getByRole('option', { name: /Agree the wording with the archive/ }).first()).toBeVisible();
  await expectAccessible(page);
  const box = (await dialog.boundingBox())!;
  expect([box.x, box.y, box.width]).toEqual([0, 0, 360]);
  for (const width of [360, 390]) {
    await page.setViewportSize({ width, height: 740 });
    const wider = await page.locator('html').evaluate(html => html.scrollWidth - html.clientWidth);
    expect(wider).toBeLessThanOrEqual(0);
  }
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});

async function opened(page: Page) {
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Search or jump' });
  await expect(dialog.getByRole('option').first()).toBeVisible();
  await expect(dialog.getByRole('combobox')).toBeFocused();
  return dialog.getByRole('combobox');
}

/** What this browser remembers of where one went. */
function went(page: Page): Promise<string> {
  return page.evaluate(() => Object.entries(localStorage).filter(([name]) => name.startsWith('daymark-went-')).map(([, kept]) => String(kept)).join('\n'));
}
