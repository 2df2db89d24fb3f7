package entities

var chayBlurbs = []string{
	"Vegetarian for the first and the fifteenth of the lunar month, and for every other day in %s.",
	"No meat, no fish sauce, no garlic: temple food for %s that meat-eaters order too.",
	"Mushrooms from Đà Lạt, tofu made this morning, broth from fruit and roots. A quiet kitchen in %s.",
	"The nuns taught our cook, and %s taught us to deliver on time.",
	"Light, generous and green: a vegetarian table in %s with room for everybody.",
}

var chayDishes = []dish{
	{"Phở chay", "Rice noodles in a broth of daikon, pear and star anise, with tofu and mushrooms.", 220, 400, greenBowl, []string{"Không hành tỏi", "Extra mushrooms", "Broth packed apart"}, "vegan,pho"},
	{"Bún Huế chay", "Lemongrass noodle soup with tofu skin and vegetarian ham.", 230, 410, greenBowl, []string{"Ít cay", "No onion or garlic", "Thêm rau"}, "vegan,noodle"},
	{"Hủ tiếu chay", "Clear noodle soup with radish, tofu and straw mushrooms.", 220, 390, greenBowl, []string{"Ăn khô", "Extra celery", "No mock meat"}, "vegetable,noodle"},
	{"Bún riêu chay", "Tomato noodle soup with tofu curds.", 230, 400, greenBowl, []string{"Thêm đậu hũ", "No chilli", "Extra herbs"}, "tomato,noodle"},
	{"Mì Quảng chay", "Turmeric noodles with mushrooms, peanuts and rice crackers.", 230, 410, greenBowl, []string{"No peanuts", "Thêm bánh tráng", "Sauce apart"}, "turmeric,noodles"},
	{"Cơm sườn chay", "Broken rice with grilled soy ribs, pickles and soy sauce.", 230, 410, mainDish, []string{"Nước tương để riêng", "Extra pickles", "Less rice"}, "vegan,rice"},
	{"Cơm chiên lá sen", "Rice fried with lotus seeds, steamed in a lotus leaf.", 300, 520, mainDish, []string{"No carrots", "Thêm hạt sen", "Less oil"}, "lotus,rice"},
	{"Đậu hũ kho nấm rơm", "Tofu and straw mushrooms braised with pepper.", 230, 410, mainDish, []string{"Ít mặn", "Extra pepper", "More tofu"}, "tofu,mushroom"},
	{"Đậu hũ chiên sả ớt", "Tofu fried with lemongrass and chilli.", 210, 370, mainDish, []string{"Không ớt", "Extra crispy", "Thêm sả"}, "tofu,lemongrass"},
	{"Nấm đùi gà kho tiêu", "King oyster mushrooms, dark and peppery.", 250, 440, mainDish, []string{"Less pepper", "Thêm nước kho", "No chilli"}, "mushroom,pepper"},
	{"Gỏi cuốn chay", "Fresh rolls with tofu, carrot and herbs.", 200, 350, rolls, []string{"Peanut sauce apart", "No mint", "Extra tofu"}, "vegan,rolls"},
	{"Chả giò chay", "Fried rolls of taro, mung bean and mushrooms.", 210, 370, rolls, []string{"Fried extra crisp", "Thêm rau sống", "No mushrooms"}, "vegan,springrolls"},
	{"Gỏi ngó sen chay", "Lotus stem salad with tofu and fried shallots.", 250, 430, mainDish, []string{"No fried shallots", "Less sweet", "No peanuts"}, "lotus,salad"},
	{"Lẩu nấm chay", "Mushroom hot pot with six kinds of mushrooms.", 880, 1480, sharing, []string{"Extra noodles", "Không hành tỏi", "Thêm rau"}, "mushroom,hotpot"},
	{"Canh chua chay", "Sour soup with pineapple, okra and tofu.", 220, 390, soup, []string{"Less sour", "Thêm bạc hà", "No coriander"}, "sour,soup"},
	{"Chè hạt sen", "Lotus seed sweet soup with longan.", 210, 350, dessert, []string{"Ít ngọt", "Đá để riêng", "Served warm"}, "lotus,dessert"},
}
