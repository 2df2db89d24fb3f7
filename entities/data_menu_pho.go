package entities

var phoBlurbs = []string{
	"Beef bones simmer here from midnight on; the first bowls go out early to half of %s.",
	"A family phở shop in %s: clear broth, hand-cut noodles, and herbs that were picked this morning.",
	"Southern phở with a full plate of herbs and bean sprouts, ladled and delivered all over %s.",
	"Three generations, one pot. The noodle soup that people in %s order when it rains.",
	"Small kitchen in %s, big pots: phở, hủ tiếu and mì, with the broth packed apart so that nothing goes soft.",
}

var phoDishes = []dish{
	{"Phở bò tái", "Rice noodles in clear beef broth with thin slices of rare beef.", 220, 420, bowl, []string{"Tái để riêng", "No onion", "Ít bánh phở"}, "pho,beef"},
	{"Phở bò tái nạm", "Beef noodle soup with rare slices and slow-cooked flank.", 240, 450, bowl, []string{"Ít bánh phở", "No onion", "Extra broth on the side"}, "pho,beef"},
	{"Phở bò chín", "Beef noodle soup with well-done brisket, for those who like no pink.", 220, 420, bowl, []string{"Không hành", "Extra bean sprouts, blanched", "Less fat on the brisket"}, "pho,beef"},
	{"Phở gân bò viên", "Soft tendon and springy beef balls in the overnight broth.", 240, 460, bowl, []string{"More tendon than balls, please", "Nước béo để riêng", "No coriander"}, "pho,meatball"},
	{"Phở đặc biệt", "Rare beef, flank, brisket, tendon and beef balls in one bowl.", 320, 580, bowl, []string{"Thêm hành trần", "No tripe", "Broth packed apart"}, "pho,bowl"},
	{"Phở gà ta", "Free-range chicken and lime leaf in a light golden broth.", 240, 450, bowl, []string{"Lấy thịt đùi", "No skin", "Extra lime leaves"}, "pho,chicken"},
	{"Phở đuôi bò", "Oxtail cooked until it falls off the bone, in its own broth.", 380, 680, bowl, []string{"Thêm sa tế", "Extra herbs", "No onion"}, "oxtail,soup"},
	{"Phở xào bò", "Wok-fried rice noodles with beef, tomato and mustard greens.", 280, 500, plate, []string{"Less oil", "Thêm rau cải", "No garlic"}, "fried,noodles"},
	{"Hủ tiếu Nam Vang", "Clear pork broth with prawns, minced pork, liver and quail egg.", 240, 460, bowl, []string{"No liver", "Ăn khô, nước riêng", "Thêm tóp mỡ"}, "noodle,prawn"},
	{"Hủ tiếu bò kho", "Rice noodles in a star-anise beef stew with carrots.", 260, 480, bowl, []string{"Thêm cà rốt", "No basil", "Extra chilli salt and lime"}, "beef,stew"},
	{"Mì hoành thánh", "Egg noodles with prawn and pork wontons in a light broth.", 240, 450, bowl, []string{"Mì trụng hơi dai", "No spring onion", "Extra chilli vinegar"}, "wonton,noodle"},
	{"Bánh canh cua", "Thick tapioca noodles in a crab broth with crab meat and quail eggs.", 280, 520, bowl, []string{"Thêm tiêu", "No blood pudding", "Extra crab claw if possible"}, "crab,noodle"},
	{"Miến gà", "Glass noodles with shredded chicken and fragrant herbs.", 230, 420, bowl, []string{"Không lòng", "Extra pepper", "No spring onion"}, "glass,noodles"},
	{"Nui xương", "Macaroni soup with pork ribs, the Saigon comfort breakfast.", 210, 390, bowl, []string{"Nui nấu mềm cho bé", "No pepper", "Thêm xương"}, "macaroni,soup"},
	{"Quẩy giòn", "Crisp dough sticks for dipping into the broth.", 200, 320, snack, []string{"Cut into pieces", "Gói riêng cho giòn", "Freshly fried if you can wait"}, "fried,dough"},
}
