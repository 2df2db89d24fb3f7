package entities

var italianNames = []string{
	"Da Marco", "Da Luca", "Da Gino", "Da Nino", "Da Paolo", "Da Enzo", "Da Franco", "Da Mario", "Da Carlo", "Da Pietro",
	"Da Rosa", "Da Lucia", "Da Maria", "Da Sofia", "Da Giulia", "Da Elena", "Da Carmela", "Da Antonia", "Da Bruno", "Da Matteo",
	"Da Stefano", "Da Roberto", "Da Vito", "Da Tullio", "Da Beppe", "Da Nonna Ida", "Da Nonna Pia", "Da Zio Toni", "Da Zia Nella", "Da Renzo",
	"Napoli", "Roma", "Milano", "Torino", "Firenze", "Siena", "Verona", "Bologna", "Palermo", "Catania",
	"Bari", "Lecce", "Amalfi", "Positano", "Capri", "Ischia", "Sorrento", "Pompei", "Vesuvio", "Etna",
	"Trastevere", "Testaccio", "Brera", "San Marco", "Rialto", "Murano", "Burano", "Portofino", "Cinque Terre", "Lago di Como",
	"Bella Napoli", "Bella Vista", "Bella Ciao", "Bel Paese", "Dolce Vita", "Buona Sera", "Buon Giorno", "La Strada", "La Piazza", "La Fontana",
	"La Terrazza", "La Cantina", "La Botte", "La Lanterna", "La Mamma", "La Nonna", "La Luna", "La Stella", "La Rosa", "La Quercia",
	"Il Forno", "Il Giardino", "Il Mulino", "Il Ponte", "Il Sole", "Il Gatto", "Il Gallo", "Il Pomodoro", "Il Basilico", "Il Grano",
	"Al Dente", "Al Fresco", "Al Porto", "Al Mercato", "Antica Porta", "Quattro Mani", "Sette Colli", "Via Roma", "Via Toledo", "Piazza Nova",
	"Girasole", "Peperoncino", "Rosmarino", "Olivo",
}

var burgerNames = []string{
	"Brooklyn", "Bronx", "Harlem", "Queens", "Austin", "Dallas", "Houston", "Memphis", "Nashville", "Chicago",
	"Detroit", "Boston", "Oakland", "San Diego", "Venice Beach", "Santa Fe", "Tucson", "Denver", "Portland", "Seattle",
	"Route 66", "Highway 61", "Exit 9", "Downtown", "Uptown", "Corner", "Backyard", "Garage", "Rooftop", "Alley 15",
	"Smokey", "Rusty", "Lucky", "Happy", "Hungry", "Dizzy", "Crazy", "Lazy", "Jumbo", "Mighty",
	"Big Tom", "Big Ben", "Big Bao", "Big Nam", "Uncle Joe", "Uncle Long", "Aunt May", "Papa Huy", "Mama Tee", "Brother Tín",
	"Bros", "Boys", "Sisters", "Cousins", "Twins", "Gang", "Club", "Union", "Republic", "Society",
	"Iron", "Steel", "Copper", "Brick", "Ember", "Blaze", "Flame", "Spark", "Smoke", "Ash",
	"Buffalo", "Bison", "Bull", "Longhorn", "Rooster", "Red Rooster", "Hen House", "Golden Hen", "Blue Cow", "Black Goat",
	"Crunch", "Crispy", "Crackle", "Smash", "Stack", "Double Stack", "Juicy", "Drip", "Pickle", "Sesame",
	"1950", "1969", "1984", "No. 7", "24", "404", "Rock and Roll", "Jukebox", "Vinyl", "Neon",
	"Saigon Street", "Night Shift",
}

var frenchNames = []string{
	"Marcel", "Colette", "Georges", "Simone", "Henri", "Odette", "Louis", "Louise", "Jules", "Juliette",
	"Albert", "Alphonse", "Anatole", "Antoine", "Armand", "Arthur", "Auguste", "Aristide", "Baptiste", "Basile",
	"Benoit", "Blanche", "Camille", "Catherine", "Celeste", "Charles", "Charlotte", "Clara", "Clement", "Cosette",
	"Denise", "Edmond", "Edouard", "Eloise", "Emile", "Emilie", "Ernest", "Estelle", "Etienne", "Eugene",
	"Felix", "Fernand", "Firmin", "Florence", "Francine", "Gabrielle", "Gaston", "Genevieve", "Germaine", "Gilbert",
	"Giselle", "Gustave", "Hector", "Helene", "Honore", "Hortense", "Hugo", "Isidore", "Jacques", "Jeanne",
	"Josephine", "Justine", "Leon", "Leonie", "Lucette", "Lucien", "Lucienne", "Madeleine", "Marguerite", "Marius",
	"Mathilde", "Maurice", "Maxime", "Michel", "Mireille", "Monique", "Nestor", "Nicole", "Noemie", "Oscar",
	"Pascal", "Paulette", "Philippe", "Pierre", "Prosper", "Rene", "Renee", "Robert", "Roger", "Roland",
	"Rosalie", "Sabine", "Solange", "Suzanne", "Sylvie", "Theodore", "Therese", "Valentin", "Victor", "Violette",
	"Yvette", "Yvonne", "Zoe",
}

var mexicanNames = []string{
	"Lupita", "Rosario", "Jacinta", "Carmen", "Dolores", "Esperanza", "Guadalupe", "Consuelo", "Remedios", "Soledad",
	"Frida", "Diego", "Pancho", "Emiliano", "Benito", "Chavela", "Chucho", "Concha", "Lola", "Maria Bonita",
	"Don Pepe", "Don Julio", "Don Ramiro", "Don Chuy", "Don Beto", "Doña Chela", "Doña Tere", "Doña Luz", "Tío Memo", "Tía Paty",
	"Abuela Nena", "Abuelo Paco", "Oaxaca", "Puebla", "Jalisco", "Sonora", "Sinaloa", "Yucatán", "Chiapas", "Veracruz",
	"Tijuana", "Mérida", "Campeche", "Tulum", "Cholula", "Taxco", "Zacatecas", "Morelia", "Guanajuato", "Coyoacán",
	"Tepito", "Xochimilco", "Roma Norte", "Condesa", "Juárez", "Zócalo", "Azteca", "Maya", "Tolteca", "Quetzal",
	"Jaguar", "Coyote", "Colibrí", "Mariposa", "Chapulín", "Ajolote", "Burrito Feliz", "Gallo Rojo", "Toro Negro", "Perro Loco",
	"Cactus", "Nopal", "Agave", "Maguey", "Cempasúchil", "Jacaranda", "Bugambilia", "Girasol", "Maíz Azul", "Frijol",
	"Chipotle Rojo", "Habanero", "Serrano", "Poblano", "Ancho", "Guajillo", "Cilantro", "Limón", "Aguacate", "Tamarindo",
	"Sol y Luna", "Sol Azteca", "Luna Nueva", "Cielito Lindo", "Calavera", "Catrina", "Mariachi", "Piñata", "Fiesta", "Siesta",
	"Mezcalito", "Papel Picado", "Talavera",
}

// cafeNames go with coffee, tea, juice, cakes and salads.
var cafeNames = []string{
	"Mây", "Nắng", "Gió", "Mưa", "Sương", "Sao", "Trăng", "Biển", "Sóng", "Đồi",
	"Mây Trắng", "Nắng Mai", "Gió Mùa", "Mưa Rào", "Sương Sớm", "Sao Đêm", "Trăng Non", "Biển Nhớ", "Sóng Xanh", "Đồi Thông",
	"An", "Ân", "Bình Yên", "Lặng", "Lặng Yên", "Thong Thả", "Chậm", "Nhẹ", "Ngẫu Hứng", "Thảnh Thơi",
	"Ban Công", "Ban Công Xanh", "Cửa Sổ", "Hiên Nhà", "Hiên Nắng", "Mái Ngói", "Gác Mái", "Gác Lửng", "Cầu Thang Gỗ", "Sân Thượng",
	"Chung Cư 42", "Chung Cư 14", "Nhà Số 9", "Nhà Gỗ", "Nhà Cổ", "Nhà Kính", "Hẻm Xanh", "Góc Nhỏ", "Góc Xanh", "Góc Thơ",
	"Thư Viện", "Trang Sách", "Giấy", "Mực Tím", "Bút Chì", "Phim", "Máy Ảnh Cũ", "Radio", "Đĩa Than", "Băng Cassette",
	"Xe Đạp", "Vespa", "Ga Sài Gòn", "Trạm Dừng", "Bến Đợi", "Bản Đồ", "La Bàn", "Vé Tàu", "Hành Lý", "Chuyến Xe",
	"Mèo", "Mèo Lười", "Mèo Mun", "Cún", "Chim Sẻ", "Cá Vàng", "Hải Âu", "Chuồn Chuồn", "Đom Đóm", "Cánh Cam",
	"Lá", "Lá Non", "Cỏ", "Cỏ Bốn Lá", "Rêu", "Dương Xỉ", "Xương Rồng", "Bằng Lăng", "Cúc Dại", "Oải Hương",
	"Mộc Lan", "Hướng Dương", "Thạch Thảo", "Bồ Công Anh", "Tường Vi", "Hồng Trà", "Quế", "Cam Thảo", "Mật", "Đường Phèn",
	"1988", "1990s", "Sài Gòn Ơi", "Sài Gòn Đêm", "Sài Gòn Sáng", "Đà Lạt Nhỏ", "Tháng Ba", "Tháng Sáu", "Tháng Mười", "Chủ Nhật",
	"Mùa Hè", "Cuối Tuần", "Sáng Sớm", "Chiều Thứ Bảy", "Nửa Đêm", "Hôm Nay", "Ngày Mai", "Lâu Rồi", "Về Nhà", "Lối Cũ",
}
