package entities

// What restaurants of other Asian kitchens are called after their beginning
// ("Quán Hàn Hanok", "Izakaya Tanuki").
var koreanNames = []string{
	"Hanok", "Seoul", "Busan", "Jeju", "Gangnam", "Itaewon", "Hongdae", "Myeongdong", "Insadong", "Daegu",
	"Incheon", "Gwangju", "Jeonju", "Namsan", "Hangang", "Arirang", "Hanbok", "Kimchi Mama", "Dokkaebi", "Mugunghwa",
	"Sarang", "Haru", "Namu", "Bom", "Gaeul", "Byeol", "Haneul", "Bada", "Sora", "Dalbit",
	"Minji", "Jisoo", "Eunbi", "Soyeon", "Halmoni", "Imo", "Oppa", "Unni", "Ajumma", "Noona",
	"Maru", "Madang", "Onggi", "Jangdok", "Gochu", "Maneul", "Ssam", "Bulgogi Brothers", "Hwaro", "Sutbul",
	"Dolsot", "Soban", "Bansang", "Hansik", "Mat", "Masil", "Goyang", "Suwon", "Gyeongju", "Sokcho",
	"Yeosu", "Mokpo", "Tongyeong", "Andong", "Chuncheon", "Gangneung", "Pohang", "Ulsan", "Daejeon", "Jongno",
	"Sinchon", "Apgujeong", "Yeouido", "Mapo", "Bukchon", "Samcheong", "Hannam", "Seongsu", "Jamsil", "Dongdaemun",
	"Bibim", "Tteok", "Gimbap Sisters", "Gukbap", "Seolleong", "Galbi", "Sagol", "Chamsut", "Jangteo", "Sijang",
	"Pojangmacha", "Makgeolli", "Seoul 1988", "Busan 24", "Gyeongbok", "Cheonggye", "Hallasan", "Seorak", "Baekdu", "Dongnae",
	"Kangaji", "Horangi",
}

var japaneseNames = []string{
	"Tanuki", "Kitsune", "Tora", "Kuma", "Neko", "Tsuru", "Karasu", "Usagi", "Koi", "Tako",
	"Sakura", "Momiji", "Ume", "Fuji", "Matsu", "Take", "Kiku", "Ajisai", "Hasu", "Tsubaki",
	"Haru", "Natsu", "Aki", "Fuyu", "Hana", "Yuki", "Tsuki", "Hoshi", "Sora", "Umi",
	"Kaze", "Mori", "Kawa", "Yama", "Shima", "Minato", "Hikari", "Kage", "Asahi", "Akatsuki",
	"Tokyo", "Osaka", "Kyoto", "Nara", "Kobe", "Sapporo", "Otaru", "Hakata", "Nagoya", "Sendai",
	"Ginza", "Shibuya", "Asakusa", "Ueno", "Ebisu", "Kanda", "Nakano", "Meguro", "Shinjuku", "Akasaka",
	"Dotonbori", "Gion", "Pontocho", "Kamakura", "Hakone", "Nikko", "Kanazawa", "Okinawa", "Hokkaido", "Kyushu",
	"Edo", "Showa", "Taisho", "Ichiban", "Niban", "Sanraku", "Daruma", "Maneki", "Noren", "Chochin",
	"Hachi", "Taro", "Jiro", "Kenta", "Sachi", "Aiko", "Midori", "Akira", "Obachan", "Oyaji",
	"Irori", "Sumi", "Kamado", "Hinoki", "Kura", "Masu", "Wabi", "Ikigai", "Komorebi", "Omakase 27",
	"Ramune", "Yuzu",
}

var thaiNames = []string{
	"Ayutthaya", "Chiang Mai", "Chiang Rai", "Sukhothai", "Phuket", "Krabi", "Samui", "Pattaya", "Hua Hin", "Isaan",
	"Udon Thani", "Khon Kaen", "Korat", "Lampang", "Nan", "Pai", "Trang", "Songkhla", "Ranong", "Surin",
	"Sukhumvit", "Silom", "Yaowarat", "Chatuchak", "Thonglor", "Ekkamai", "Siam", "Bangrak", "Sathorn", "Khao San",
	"Chao Phraya", "Mae Khong", "Andaman", "Doi Suthep", "Lumphini", "Wat Arun", "Erawan", "Naga", "Singha", "Chang Thai",
	"Mali", "Lotus", "Orchid", "Ratchaphruek", "Dok Mai", "Kulap", "Bua Luang", "Champa", "Anchan", "Saffron",
	"Bai Kaprao", "Bai Toey", "Bai Makrut", "Ta Khrai", "Prik", "Prik Khi Nu", "Khing", "Krathiam", "Makham", "Manao",
	"Maprao", "Mamuang", "Sapparot", "Som Tam Sisters", "Tuk Tuk", "Saam Lor", "Sawasdee", "Sabai", "Sanuk", "Aroy",
	"Aroy Dee", "Sep Lai", "Khun Yai", "Khun Mae", "Khun Noi", "Pi Daeng", "Pi Lek", "Nong Ploy", "Nong May", "Auntie Noi",
	"Somchai", "Somsak", "Malee", "Suda", "Kanya", "Ploy", "Fah", "Dao", "Tawan", "Chan",
	"Talat Nam", "Talat Rot Fai", "Soi 11", "Soi 38", "Soi 55", "Rim Nam", "Rim Talay", "Ban Suan", "Ban Thai", "Songkran",
	"Loy Krathong", "Samlee",
}

var indianNames = []string{
	"Jaipur", "Udaipur", "Jodhpur", "Delhi", "Old Delhi", "Mumbai", "Bombay", "Kolkata", "Calcutta", "Chennai",
	"Madras", "Kochi", "Cochin", "Kerala", "Goa", "Punjab", "Amritsar", "Lucknow", "Hyderabad", "Mysore",
	"Bengaluru", "Varanasi", "Agra", "Kashmir", "Shimla", "Darjeeling", "Assam", "Gujarat", "Rajasthan", "Konkan",
	"Malabar", "Coromandel", "Deccan", "Himalaya", "Ganges", "Yamuna", "Kaveri", "Indus", "Nilgiri", "Pondicherry",
	"Taj", "Mahal", "Raj", "Maharaja", "Maharani", "Nawab", "Nizam", "Mughal", "Akbar", "Ashoka",
	"Lotus", "Peacock", "Tiger", "Elephant", "Banyan", "Neem", "Jasmine", "Marigold", "Saffron", "Cardamom",
	"Cinnamon", "Cumin", "Coriander", "Clove", "Nutmeg", "Turmeric", "Tamarind", "Curry Leaf", "Masala", "Garam",
	"Ghee", "Chutney", "Tadka", "Dhaba", "Haveli", "Zaika", "Swaad", "Rasoi", "Bawarchi", "Angeethi",
	"Namaste", "Diwali", "Holi", "Bollywood", "Ganesh", "Lakshmi", "Saraswati", "Krishna", "Shanti", "Anand",
	"Aman", "Priya", "Meera", "Kamala", "Sita", "Ravi", "Babu", "Chacha", "Dadi", "Singh and Sons",
	"Monsoon", "Railway 1931",
}

// Sino-Vietnamese names as on the signs of Chợ Lớn.
var chineseNames = []string{
	"Đại Hỷ", "Song Hỷ", "Phúc Lâm Môn", "Vạn Hạnh Lầu", "Kim Phụng", "Kim Lân", "Ngọc Sương", "Bát Đạt", "Ái Huê", "Đồng Khánh Lầu",
	"Tân Hoa", "Tân Cảng", "Tân Sanh Hoạt", "Thiên Hồng", "Thiên Phúc", "Thiên Kim", "Thiên Thành", "Phước Lộc", "Phước Hưng", "Phước An",
	"Phúc Mãn Lầu", "Phúc Nguyên", "Phúc Thái", "Hưng Ký", "Hải Ký", "Lương Ký", "Thiệu Ký", "Huê Ký", "Vĩnh Ký", "Lâm Ký",
	"Dìn Ký", "Tường Ký", "Bảo Ký", "Minh Ký", "Quang Ký", "Hoa Ký", "Trung Ký", "Thành Ký", "Tài Ký", "Đức Ký",
	"Quảng Đông", "Triều Châu", "Phúc Kiến", "Hải Nam", "Thượng Hải", "Tứ Xuyên", "Bắc Kinh", "Hồng Kông", "Cửu Long Thành", "Ma Cao",
	"Hẻm Hào Sĩ Phường", "Hẻm 73", "Chợ Lớn 1930", "Chợ Thiếc", "Chợ Kim Biên", "Bình Tây", "Tháp Mười", "Đèn Lồng", "Đèn Lồng Đỏ", "Cửa Đỏ",
	"Kim Long Môn", "Long Phụng", "Long Hưng", "Long Đình", "Phụng Hoàng", "Phụng Các", "Bạch Hạc", "Hạc Vàng", "Kỳ Lân", "Lý Ngư",
	"Mẫu Đơn", "Hoa Đào", "Hoa Sen", "Trúc Lâm", "Tùng Hạc", "Thanh Trúc", "Thủy Tiên", "Ngọc Đường", "Ngọc Mai", "Ngân Đình",
	"Vạn Phát", "Vạn Lợi", "Vạn Thành", "Đại Phúc", "Đại Thế Giới", "Đại Nam Lầu", "Tam Đa", "Tam Hữu", "Tứ Hải", "Ngũ Phúc",
	"Lục Hòa", "Thất Bảo", "Bát Bửu", "Cửu Như", "Thập Toàn", "Cẩm Tú", "Cẩm Hoa", "Hỷ Lâm Môn", "Hội Quán", "Minh Nguyệt Lầu",
	"Tân Nguyên", "Thái Hòa",
}
