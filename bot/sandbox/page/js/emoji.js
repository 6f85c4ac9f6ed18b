// Emoji by Slack's short names: those that bots and people use most.

const TABLE = `
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|no_entry ⛔|no_entry_sign 🚫|warning ⚠️|exclamation ❗|question ❓
hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|clock1 🕐|clock3 🕒|clock9 🕘|watch ⌚|calendar 📆|date 📅|spiral_calendar_pad 🗓️
rocket 🚀|tada 🎉|confetti_ball 🎊|sparkles ✨|star ⭐|star2 🌟|fire 🔥|boom 💥|zap ⚡|bulb 💡|bell 🔔|no_bell 🔕|loudspeaker 📢|mega 📣
key 🔑|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|lock_with_ink_pen 🔏|shield 🛡️|old_key 🗝️|gear ⚙️|wrench 🔧|hammer 🔨|tools 🛠️|hammer_and_wrench 🛠️|link 🔗
memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|page_with_curl 📃|bookmark_tabs 📑|scroll 📜|bar_chart 📊|chart_with_upwards_trend 📈|file_folder 📁|card_index_dividers 🗂️|scissors ✂️|open_file_folder 📂|card_index 📇|pushpin 📌|round_pushpin 📍|paperclip 📎|label 🏷️|bookmark 🔖
email 📧|envelope ✉️|incoming_envelope 📨|envelope_with_arrow 📩|inbox_tray 📥|outbox_tray 📤|mailbox 📫|mailbox_with_mail 📬|package 📦|postbox 📮
speech_balloon 💬|thought_balloon 💭|eyes 👀|eye 👁️|mag 🔍|mag_right 🔎|telephone_receiver 📞|iphone 📱|computer 💻|desktop_computer 🖥️|keyboard ⌨️|printer 🖨️|satellite 📡|satellite_antenna 📡|robot_face 🤖|robot 🤖
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_forward ▶️|arrow_heading_down ⤵️|arrows_counterclockwise 🔄|arrows_clockwise 🔃|repeat 🔁|leftwards_arrow_with_hook ↩️|fast_forward ⏩|rewind ⏪|pause_button ⏸️|double_vertical_bar ⏸️|black_square_for_stop ⏹️|heavy_plus_sign ➕|heavy_minus_sign ➖
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_green_square 🟩|large_yellow_square 🟨|white_large_square ⬜|black_large_square ⬛|white_small_square ▫️|black_small_square ▪️|white_medium_square ◻️|black_medium_square ◼️|white_medium_small_square ◽|black_medium_small_square ◾|small_blue_diamond 🔹|small_orange_diamond 🔸|radio_button 🔘
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣|hash #️⃣|information_source ℹ️|new 🆕|ok 🆗|sos 🆘|free 🆓|up 🆙
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|wave 👋|clap 👏|raised_hands 🙌|pray 🙏|handshake 🤝|muscle 💪|point_right 👉|point_left 👈|point_up 👆|point_down 👇|point_up_2 👆|raised_hand ✋|hand ✋|writing_hand ✍️|crossed_fingers 🤞
smile 😄|slightly_smiling_face 🙂|simple_smile 🙂|grinning 😀|grin 😁|joy 😂|wink 😉|blush 😊|thinking_face 🤔|thinking 🤔|sweat_smile 😅|sunglasses 😎|heart_eyes 😍|cry 😢|sob 😭|neutral_face 😐|confused 😕|worried 😟|scream 😱|hugging_face 🤗|face_with_monocle 🧐|partying_face 🥳|sleeping 😴|zzz 💤|relieved 😌|upside_down_face 🙃|see_no_evil 🙈
heart ❤️|green_heart 💚|blue_heart 💙|purple_heart 💜|yellow_heart 💛|orange_heart 🧡|100 💯|trophy 🏆|medal 🏅|first_place_medal 🥇|crown 👑|gift 🎁|balloon 🎈|dart 🎯|checkered_flag 🏁|triangular_flag_on_post 🚩|waving_white_flag 🏳️|flag-fr 🇫🇷|fr 🇫🇷|flag-gb 🇬🇧|gb 🇬🇧
fork_and_knife 🍴|knife_fork_plate 🍽️|bread 🍞|baguette_bread 🥖|croissant 🥐|pizza 🍕|hamburger 🍔|coffee ☕|beer 🍺|wine_glass 🍷|cake 🍰|birthday 🎂|cookie 🍪|doughnut 🍩|sushi 🍣|green_salad 🥗|crepe 🥞|pancakes 🥞|cheese_wedge 🧀|hotel 🏨|department_store 🏬|convenience_store 🏪|house 🏠|house_with_garden 🏡|office 🏢|factory 🏭|shopping_trolley 🛒|credit_card 💳|moneybag 💰|euro 💶|ticket 🎫|receipt 🧾
busts_in_silhouette 👥|bust_in_silhouette 👤|man-woman-boy 👪|female-detective 🕵️‍♀️|construction 🚧|rotating_light 🚨|vertical_traffic_light 🚦|traffic_light 🚥|octagonal_sign 🛑|stop_sign 🛑|wastebasket 🗑️|recycle ♻️|broom 🧹|test_tube 🧪|dna 🧬|seedling 🌱|palm_tree 🌴|herb 🌿|four_leaf_clover 🍀|sunny ☀️|partly_sunny ⛅|cloud ☁️|rainbow 🌈|snowflake ❄️|snail 🐌|turtle 🐢|bug 🐛|bee 🐝|cat 🐱|dog 🐶|unicorn_face 🦄|ghost 👻|skull 💀|hole 🕳️|ice_cube 🧊|jigsaw 🧩|puzzle_piece 🧩|crystal_ball 🔮|magic_wand 🪄|coin 🪙|ladder 🪜|twisted_rightwards_arrows 🔀|heavy_exclamation_mark ❗|bangbang ‼️|interrobang ⁉️|grey_question ❔|grey_exclamation ❕|heavy_multiplication_x ✖️|o ⭕|negative_squared_cross_mark ❎|anchor ⚓|globe_with_meridians 🌐|earth_africa 🌍|world_map 🗺️
`;

const EMOJI = new Map(
  TABLE.trim().split(/[|\n]/).map((entry) => {
    const at = entry.lastIndexOf(" ");
    return [entry.slice(0, at), entry.slice(at + 1)];
  }),
);

/** The sign for a short name (skin tones are dropped), or undefined. */
export const emoji = (name) => EMOJI.get(name.replace(/::skin-tone-\d$/, ""));

/** `text` with every known `:short_name:` replaced by its sign. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/g, (whole, name) => emoji(name) ?? whole);
