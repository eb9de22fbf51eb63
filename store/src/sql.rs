//! Every statement is written with [`sql!`], which registers its text: one test prepares each on both migrated schemas.

/// A registered statement.
pub struct Statement {
    pub text: &'static str,
    pub file: &'static str,
    pub line: u32,
}

inventory::collect!(Statement);

/// Every statement of the crate, for the test that prepares each on both schemas.
pub fn statements() -> impl Iterator<Item = &'static Statement> {
    inventory::iter::<Statement>.into_iter()
}

/// The statements that each engine has of its own.
pub fn own_statements(postgres: bool) -> Vec<&'static str> {
    use crate::dialect::{
        CATALOG, CLAIM_JOBS, DANGLING, EVERY_TABLE, FOREIGN_KEYS, HERE, HOLD_RECORD, LAST_LINK,
        LEARNED_OF_NOTHING, NEVER_LEARNED, OLDER_READERS, READ_ONLY, SIZE,
    };
    let mut own: Vec<_> = [
        CLAIM_JOBS,
        CATALOG,
        EVERY_TABLE,
        HOLD_RECORD,
        LAST_LINK,
        SIZE,
    ]
    .map(|pair| pair[usize::from(postgres)])
    .into();
    if postgres {
        own.extend([FOREIGN_KEYS, HERE, LEARNED_OF_NOTHING, NEVER_LEARNED]);
        own.extend([OLDER_READERS, READ_ONLY]);
    } else {
        own.push(DANGLING);
    }
    own
}

/// One SQL text for both engines, from literals (and fragments made of literals). Registers it and gives it back.
macro_rules! sql {
    ($($part:expr),+ $(,)?) => {{
        const TEXT: &str = concat!($($part),+);
        inventory::submit! { $crate::sql::Statement { text: TEXT, file: file!(), line: line!() } }
        TEXT
    }};
}
pub(crate) use sql;

/// Whether the row of `record` with this alias is for the member `$2`, as far as names go: it is for nobody by name, or
/// they made it, or they or a Group of theirs are named.
macro_rules! named {
    ($r:literal) => {
        concat!(
            "(",
            $r,
            ".audience <> 'named' OR ",
            $r,
            ".made_by = $2 OR EXISTS (SELECT 1 FROM audience_name an WHERE an.workspace = ",
            $r,
            ".workspace AND an.record = ",
            $r,
            ".id AND (an.named = $2 OR EXISTS (SELECT 1 FROM member_group_member gm \
             WHERE gm.workspace = an.workspace AND gm.member_group = an.named AND gm.member = $2))))"
        )
    };
}
pub(crate) use named;

/// Whether the row of `record` with this alias is in a project that is there for people: not in one that an import is
/// still filling, which is away with nobody who put it there ("trashed with itself").
macro_rules! shown {
    ($r:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM record hid WHERE hid.workspace = ",
            $r,
            ".workspace AND hid.id = COALESCE(",
            $r,
            ".project, ",
            $r,
            ".id) AND hid.trashed_with = hid.id)"
        )
    };
}
pub(crate) use shown;

/// What a member may see as far as rights go; [`sees!`] and [`visible!`] are made of it.
macro_rules! open_to {
    () => {
        concat!(
            "r.workspace = $1 \
             AND ($3 OR EXISTS (SELECT 1 FROM project_member pm WHERE pm.workspace = r.workspace AND pm.member = $2 \
                                AND pm.project = COALESCE(r.project, r.id))) AND ",
            $crate::sql::named!("r")
        )
    };
}
pub(crate) use open_to;

/// The one fragment that decides what a member may see: `r` is a row of `record`, `$1` the workspace, `$2` the member,
/// `$3` whether every project is open to them. Says nothing of the trash; see [`visible!`].
macro_rules! sees {
    () => {
        concat!($crate::sql::open_to!(), " AND ", $crate::sql::shown!("r"))
    };
}
pub(crate) use sees;

/// What a member may see and what lies in no trash: neither itself, nor what it belongs to, nor its project.
macro_rules! visible {
    () => {
        concat!(
            $crate::sql::open_to!(),
            " AND r.trashed_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM record up WHERE up.workspace = r.workspace AND up.id = r.parent AND up.trashed_at IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM record home WHERE home.workspace = r.workspace AND home.id = r.project AND home.trashed_at IS NOT NULL)"
        )
    };
}
pub(crate) use visible;

/// A hundred placeholders from `$4` on: the ids of a page's rows, filled up with the nil id by [`bind_hundred!`].
macro_rules! hundred {
    () => {
        "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101, $102, $103"
    };
}
pub(crate) use hundred;

/// Binds the ids of a page to [`hundred!`].
macro_rules! bind_hundred {
    ($query:expr, $ids:expr) => {{
        let mut query = $query;
        for at in 0..100 {
            query = query.bind($ids.get(at).copied().unwrap_or_default());
        }
        query
    }};
}
pub(crate) use bind_hundred;

/// Three hundred placeholders from `$4` on, filled up with the nil id by [`bind_many!`]; the next is `$304`.
macro_rules! many {
    () => {
        "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101, $102, $103, $104, $105, $106, $107, $108, $109, $110, $111, $112, $113, $114, $115, $116, $117, $118, $119, $120, $121, $122, $123, $124, $125, $126, $127, $128, $129, $130, $131, $132, $133, $134, $135, $136, $137, $138, $139, $140, $141, $142, $143, $144, $145, $146, $147, $148, $149, $150, $151, $152, $153, $154, $155, $156, $157, $158, $159, $160, $161, $162, $163, $164, $165, $166, $167, $168, $169, $170, $171, $172, $173, $174, $175, $176, $177, $178, $179, $180, $181, $182, $183, $184, $185, $186, $187, $188, $189, $190, $191, $192, $193, $194, $195, $196, $197, $198, $199, $200, $201, $202, $203, $204, $205, $206, $207, $208, $209, $210, $211, $212, $213, $214, $215, $216, $217, $218, $219, $220, $221, $222, $223, $224, $225, $226, $227, $228, $229, $230, $231, $232, $233, $234, $235, $236, $237, $238, $239, $240, $241, $242, $243, $244, $245, $246, $247, $248, $249, $250, $251, $252, $253, $254, $255, $256, $257, $258, $259, $260, $261, $262, $263, $264, $265, $266, $267, $268, $269, $270, $271, $272, $273, $274, $275, $276, $277, $278, $279, $280, $281, $282, $283, $284, $285, $286, $287, $288, $289, $290, $291, $292, $293, $294, $295, $296, $297, $298, $299, $300, $301, $302, $303"
    };
}
pub(crate) use many;

/// Binds ids to [`many!`].
macro_rules! bind_many {
    ($query:expr, $ids:expr) => {{
        let mut query = $query;
        for at in 0..300 {
            query = query.bind($ids.get(at).copied().unwrap_or_default());
        }
        query
    }};
}
pub(crate) use bind_many;

/// Five hundred placeholders from `$4` on: the ids of a board's cards, filled up with the nil id by [`bind_cards!`].
macro_rules! cards {
    () => {
        "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101, $102, $103, $104, $105, $106, $107, $108, $109, $110, $111, $112, $113, $114, $115, $116, $117, $118, $119, $120, $121, $122, $123, $124, $125, $126, $127, $128, $129, $130, $131, $132, $133, $134, $135, $136, $137, $138, $139, $140, $141, $142, $143, $144, $145, $146, $147, $148, $149, $150, $151, $152, $153, $154, $155, $156, $157, $158, $159, $160, $161, $162, $163, $164, $165, $166, $167, $168, $169, $170, $171, $172, $173, $174, $175, $176, $177, $178, $179, $180, $181, $182, $183, $184, $185, $186, $187, $188, $189, $190, $191, $192, $193, $194, $195, $196, $197, $198, $199, $200, $201, $202, $203, $204, $205, $206, $207, $208, $209, $210, $211, $212, $213, $214, $215, $216, $217, $218, $219, $220, $221, $222, $223, $224, $225, $226, $227, $228, $229, $230, $231, $232, $233, $234, $235, $236, $237, $238, $239, $240, $241, $242, $243, $244, $245, $246, $247, $248, $249, $250, $251, $252, $253, $254, $255, $256, $257, $258, $259, $260, $261, $262, $263, $264, $265, $266, $267, $268, $269, $270, $271, $272, $273, $274, $275, $276, $277, $278, $279, $280, $281, $282, $283, $284, $285, $286, $287, $288, $289, $290, $291, $292, $293, $294, $295, $296, $297, $298, $299, $300, $301, $302, $303, $304, $305, $306, $307, $308, $309, $310, $311, $312, $313, $314, $315, $316, $317, $318, $319, $320, $321, $322, $323, $324, $325, $326, $327, $328, $329, $330, $331, $332, $333, $334, $335, $336, $337, $338, $339, $340, $341, $342, $343, $344, $345, $346, $347, $348, $349, $350, $351, $352, $353, $354, $355, $356, $357, $358, $359, $360, $361, $362, $363, $364, $365, $366, $367, $368, $369, $370, $371, $372, $373, $374, $375, $376, $377, $378, $379, $380, $381, $382, $383, $384, $385, $386, $387, $388, $389, $390, $391, $392, $393, $394, $395, $396, $397, $398, $399, $400, $401, $402, $403, $404, $405, $406, $407, $408, $409, $410, $411, $412, $413, $414, $415, $416, $417, $418, $419, $420, $421, $422, $423, $424, $425, $426, $427, $428, $429, $430, $431, $432, $433, $434, $435, $436, $437, $438, $439, $440, $441, $442, $443, $444, $445, $446, $447, $448, $449, $450, $451, $452, $453, $454, $455, $456, $457, $458, $459, $460, $461, $462, $463, $464, $465, $466, $467, $468, $469, $470, $471, $472, $473, $474, $475, $476, $477, $478, $479, $480, $481, $482, $483, $484, $485, $486, $487, $488, $489, $490, $491, $492, $493, $494, $495, $496, $497, $498, $499, $500, $501, $502, $503"
    };
}
pub(crate) use cards;

/// Binds ids to [`cards!`].
macro_rules! bind_cards {
    ($query:expr, $ids:expr) => {{
        let mut query = $query;
        for at in 0..domain::plan::board::CARDS {
            query = query.bind($ids.get(at).copied().unwrap_or_default());
        }
        query
    }};
}
pub(crate) use bind_cards;

/// The outlines of the task `$outline` (a text) and of all above it, as a list for `IN`: one level is twelve digits, and
/// what is longer than the text is the text itself.
macro_rules! upwards {
    ($outline:literal) => {
        concat!(
            "(substr(",
            $outline,
            ", 1, 12), ",
            "substr(",
            $outline,
            ", 1, 24), ",
            "substr(",
            $outline,
            ", 1, 36), ",
            "substr(",
            $outline,
            ", 1, 48), ",
            "substr(",
            $outline,
            ", 1, 60), ",
            "substr(",
            $outline,
            ", 1, 72), ",
            "substr(",
            $outline,
            ", 1, 84), ",
            "substr(",
            $outline,
            ", 1, 96), ",
            "substr(",
            $outline,
            ", 1, 108), ",
            "substr(",
            $outline,
            ", 1, 120), ",
            "substr(",
            $outline,
            ", 1, 132), ",
            "substr(",
            $outline,
            ", 1, 144), ",
            "substr(",
            $outline,
            ", 1, 156), ",
            "substr(",
            $outline,
            ", 1, 168), ",
            "substr(",
            $outline,
            ", 1, 180), ",
            "substr(",
            $outline,
            ", 1, 192), ",
            "substr(",
            $outline,
            ", 1, 204), ",
            "substr(",
            $outline,
            ", 1, 216), ",
            "substr(",
            $outline,
            ", 1, 228), ",
            "substr(",
            $outline,
            ", 1, 240))",
        )
    };
}
pub(crate) use upwards;
/// Whether the client `$cl` (a row of `client`) is there, and not in the trash: a project whose client was put away
/// has none until it is put back.
macro_rules! client_is_there {
    ($cl:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM record clr WHERE clr.workspace = ",
            $cl,
            ".workspace AND clr.id = ",
            $cl,
            ".id AND clr.trashed_at IS NULL)"
        )
    };
}
pub(crate) use client_is_there;

/// Whether `$of`, a row of a table of records, lies in no trash.
macro_rules! is_there {
    ($of:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM record thr WHERE thr.workspace = ",
            $of,
            ".workspace AND thr.id = ",
            $of,
            ".id AND thr.trashed_at IS NULL)"
        )
    };
}
pub(crate) use is_there;

/// Whether tasks that lie in no trash are directly below `$of`, a task or its record. Counted, rather than asked whether there is one:
/// to PostgreSQL the first of many is near in a table read from its start, and where there is none it has read all of it.
/// For some hundred rows. Of a whole project's tasks it takes far too long on PostgreSQL that has no statistics yet, which
/// joins `NOT EXISTS` as one (`plan/board.rs`).
macro_rules! has_parts {
    ($of:literal) => {
        concat!(
            "((SELECT COUNT(*) FROM record pr WHERE pr.workspace = ",
            $of,
            ".workspace AND pr.parent = ",
            $of,
            ".id AND pr.kind = 'task' AND pr.trashed_at IS NULL) > 0)"
        )
    };
}
pub(crate) use has_parts;
