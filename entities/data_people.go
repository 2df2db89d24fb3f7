package entities

// Vietnamese names, family name first: surname, middle name, given name. A
// name that stands several times in a list is drawn more often.
var (
	viSurnames = []string{
		"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn",
		"Nguyễn", "Nguyễn", "Trần", "Trần", "Trần", "Trần", "Lê", "Lê", "Lê", "Phạm",
		"Phạm", "Huỳnh", "Huỳnh", "Võ", "Võ", "Phan", "Phan", "Trương", "Bùi", "Đặng",
		"Đỗ", "Ngô", "Hồ", "Dương", "Đinh", "Lâm", "Mai", "Cao", "Lý", "Đoàn",
		"Tô", "Châu", "Quách", "Thái", "Lưu", "Hà", "Trịnh", "Tạ", "Kiều", "La",
	}
	viMiddleMale = []string{
		"Văn", "Văn", "Văn", "Hữu", "Hữu", "Minh", "Minh", "Đức", "Đức", "Quốc",
		"Quốc", "Anh", "Gia", "Hoàng", "Hoàng", "Thanh", "Thanh", "Xuân", "Công", "Đình",
		"Ngọc", "Tấn", "Trọng", "Bá", "Duy", "Nhật", "Quang", "Chí", "Thành", "Phúc",
	}
	viGivenMale = []string{
		"An", "Anh", "Bảo", "Bình", "Cường", "Danh", "Duy", "Dũng", "Dương", "Đạt",
		"Đăng", "Điền", "Đông", "Đức", "Giang", "Hải", "Hào", "Hậu", "Hiếu", "Hiệp",
		"Hòa", "Hoàng", "Hùng", "Huy", "Hưng", "Kha", "Khang", "Khánh", "Khoa", "Khôi",
		"Kiên", "Kiệt", "Lâm", "Lộc", "Long", "Luân", "Mạnh", "Minh", "Nam", "Nghĩa",
		"Nguyên", "Nhân", "Nhật", "Phát", "Phong", "Phú", "Phúc", "Phước", "Quân", "Quang",
		"Quốc", "Quý", "Sang", "Sơn", "Tài", "Tâm", "Tân", "Thái", "Thành", "Thắng",
		"Thiện", "Thịnh", "Thông", "Tiến", "Tín", "Toàn", "Trí", "Trọng", "Trung", "Trường",
		"Tú", "Tuấn", "Tùng", "Vinh", "Việt", "Vũ", "Vương",
	}
	viMiddleFemale = []string{
		"Thị", "Thị", "Thị", "Thị", "Ngọc", "Ngọc", "Ngọc", "Thanh", "Thanh", "Thu",
		"Thu", "Minh", "Bảo", "Hoàng", "Phương", "Phương", "Kim", "Kim", "Mỹ", "Mỹ",
		"Như", "Khánh", "Diễm", "Thùy", "Thúy", "Hồng", "Tuyết", "Ánh", "Gia", "Quỳnh",
	}
	viGivenFemale = []string{
		"An", "Anh", "Ánh", "Bích", "Châu", "Chi", "Diệp", "Diễm", "Dung", "Duyên",
		"Đào", "Giang", "Hà", "Hạnh", "Hân", "Hằng", "Hiền", "Hoa", "Hòa", "Hồng",
		"Huệ", "Huyền", "Hương", "Hường", "Khanh", "Khuê", "Kiều", "Lam", "Lan", "Linh",
		"Loan", "Ly", "Mai", "My", "Mỹ", "Nga", "Ngân", "Nghi", "Ngọc", "Nguyên",
		"Nguyệt", "Nhi", "Nhiên", "Nhung", "Như", "Oanh", "Phụng", "Phương", "Phượng", "Quyên",
		"Quỳnh", "Sương", "Tâm", "Thanh", "Thảo", "Thi", "Thoa", "Thơ", "Thủy", "Thúy",
		"Thư", "Thương", "Tiên", "Trang", "Trâm", "Trân", "Trinh", "Trúc", "Tú", "Tuyết",
		"Uyên", "Vân", "Vy", "Xuân", "Yên", "Yến", "Ý",
	}
)

// Names from everywhere else, as on the doorbells of Thảo Điền and Phú Mỹ
// Hưng. First names and surnames of different languages do meet here.
var (
	enFirstMale = []string{
		"Adam", "Adrien", "Ajay", "Alexander", "Amit", "Andrew", "Antoine", "Arjun", "Benjamin", "Bruno",
		"Carlos", "Charles", "Daiki", "Daniel", "David", "Dmitri", "Edward", "Emil", "Ethan", "Felix",
		"Francois", "Gabriel", "George", "Haruto", "Henry", "Hiroshi", "Hugo", "Ivan", "Jack", "James",
		"Jan", "Jihoon", "Joao", "Jonas", "Joseph", "Julien", "Kai", "Karan", "Kenji", "Kevin",
		"Lars", "Leo", "Liam", "Luca", "Lucas", "Marco", "Mark", "Martin", "Mateo", "Matthew",
		"Michael", "Minjun", "Nathan", "Nicolas", "Noah", "Oliver", "Oscar", "Patrick", "Paul", "Pedro",
		"Peter", "Rahul", "Ravi", "Robert", "Ryan", "Samuel", "Sanjay", "Sebastian", "Seojun", "Simon",
		"Takashi", "Theo", "Thomas", "Victor", "Vikram", "William", "Yusuf", "Yuto",
	}
	enFirstFemale = []string{
		"Agnes", "Alice", "Amelia", "Ananya", "Anna", "Aoi", "Astrid", "Aurelie", "Beatrice", "Camille",
		"Carmen", "Caroline", "Charlotte", "Chiara", "Chloe", "Claire", "Clara", "Deepa", "Diana", "Eleanor",
		"Elena", "Elise", "Emily", "Emma", "Eunji", "Eva", "Fatima", "Florence", "Freya", "Giulia",
		"Grace", "Hana", "Hannah", "Haruka", "Helen", "Ines", "Ingrid", "Isabella", "Jane", "Jiwoo",
		"Julia", "Kavya", "Kate", "Keiko", "Laura", "Lea", "Lena", "Lucia", "Lucy", "Manon",
		"Maria", "Marie", "Maya", "Meera", "Mia", "Minji", "Natalia", "Nina", "Nora", "Olga",
		"Olivia", "Pauline", "Priya", "Rachel", "Rosa", "Sakura", "Sarah", "Seoyeon", "Sofia", "Sophie",
		"Stella", "Sunita", "Valentina", "Victoria", "Yuki", "Yuna", "Zoe",
	}
	enSurnames = []string{
		"Adams", "Agarwal", "Ahmed", "Allen", "Andersen", "Baker", "Bauer", "Becker", "Bernard", "Bianchi",
		"Bose", "Brown", "Campbell", "Carter", "Chan", "Chatterjee", "Chen", "Choi", "Clark", "Collins",
		"Cooper", "Costa", "Dubois", "Durand", "Edwards", "Evans", "Fernandez", "Ferrari", "Fischer", "Fontaine",
		"Foster", "Fournier", "Fujita", "Garcia", "Girard", "Goh", "Gomez", "Gray", "Green", "Gupta",
		"Hall", "Hansen", "Harris", "Hayashi", "Hoffmann", "Hughes", "Inoue", "Ito", "Ivanov", "Iyer",
		"Jackson", "Jensen", "Johansson", "Johnson", "Jones", "Jung", "Kang", "Kapoor", "Kato", "Kelly",
		"Khan", "Kim", "King", "Kobayashi", "Kowalski", "Kumar", "Lambert", "Larsen", "Laurent", "Lee",
		"Lefebvre", "Lewis", "Lim", "Lopez", "Martin", "Martinez", "Mehta", "Meyer", "Miller", "Mitchell",
		"Moore", "Moreau", "Morel", "Morgan", "Mori", "Morris", "Nair", "Nakamura", "Nielsen", "Novak",
		"Park", "Parker", "Patel", "Pereira", "Petrov", "Phillips", "Reddy", "Richard", "Roberts", "Robinson",
		"Rossi", "Roussel", "Saito", "Santos", "Sato", "Schmidt", "Schneider", "Scott", "Seo", "Shah",
		"Sharma", "Silva", "Singh", "Smith", "Suzuki", "Takahashi", "Tan", "Tanaka", "Taylor", "Thompson",
		"Turner", "Van Dijk", "Verma", "Walker", "Watanabe", "Weber", "White", "Williams", "Wilson", "Wong",
		"Wright", "Yamada", "Yamamoto", "Yoon", "Young",
	}
)

// mobilePrefixes are the two digits after +84 of Vietnamese mobile numbers;
// seven more follow.
var mobilePrefixes = []string{
	"32", "33", "34", "35", "36", "37", "38", "39",
	"52", "55", "56", "58", "59",
	"70", "76", "77", "78", "79",
	"81", "82", "83", "84", "85", "86", "87", "88", "89",
	"90", "91", "92", "93", "94", "96", "97", "98", "99",
}
