package entities

// restaurantNames are second halves of restaurant names that go with any
// Vietnamese beginning: people, memories, places, numbers, plants.
var restaurantNames = []string{
	"Bà Hai", "Cô Ba", "Hương Xưa", "Sài Gòn 1975", "Út Lan", "Mộc", "Chú Bảy", "Dì Tư", "Năm Sánh", "Thanh Bình",
	"Bà Tám", "Cô Năm", "Ông Sáu", "Chị Tư", "Anh Ba", "Cô Út", "Dì Chín", "Bà Năm Tóc Bạc", "Cậu Mười", "Thím Bảy",
	"Út Thương", "Hai Lúa", "Ba Ghiền", "Tư Mập", "Sáu Liêm", "Bảy Hiền", "Tám Hùng", "Chín Lành", "Mười Khó", "Hai Quý",
	"Cô Giang", "Bà Lành", "Cô Liên", "Bà Thuận", "Cô Điệp", "Cô Hằng", "Bà Xuân", "Cô Mai", "Bà Ngọc", "Cô Hạnh",
	"Hồng Phát", "Kim Anh", "Ngọc Lan", "Thu Hà", "Minh Châu", "Thanh Tâm", "Phương Nam", "Thuận Phát", "Tân Phong", "An Khang",
	"Phú Quý", "Đại Phát", "Hưng Thịnh", "Vạn Lộc", "Hoàng Yến", "Kim Long", "Bảo Ngọc", "Hồng Hạnh", "Tuyết Mai", "Minh Đức",
	"Gia Hưng", "Gia Phúc", "Quốc Hương", "Tấn Lộc", "Mỹ Duyên", "Lệ Thu", "Diễm Xưa", "Thiên Hương", "Hải Yến", "Song Ngọc",
	"Hương Quê", "Hương Đồng", "Hương Lúa", "Hương Nhà", "Hương Sen", "Hương Cau", "Vị Quê", "Vị Xưa", "Vị Nhà", "Chúng Mình",
	"Nếp Nhà", "Góc Phố", "Góc Nhà", "Ngõ Nhỏ", "Hẻm Nhỏ", "Hẻm 42", "Hẻm 76", "Hẻm 113", "Số 8", "Số 19",
	"Ngày Xưa", "Thuở Ấy", "Ký Ức", "Hoài Niệm", "Tháng Tư", "Mùa Hạ", "Chiều Mưa", "Sớm Mai", "Bình Minh", "Hoàng Hôn",
	"Sài Gòn Xưa", "Sài Gòn Nhớ", "Sài Gòn 1968", "Gia Định", "Gia Định Xưa", "Bến Thành", "Chợ Lớn", "Chợ Cũ", "Tân Định", "Đa Kao",
	"Bà Chiểu", "Cầu Kho", "Thị Nghè", "Phú Lâm", "Xóm Chiếu", "Xóm Củi", "Cầu Mống", "Bến Bình Đông", "Bến Nhà Rồng", "Bạch Đằng",
	"Bà Sáu Lùn", "Cô Bông", "Anh Tèo", "Chị Hoa", "Chú Thông", "Cô Nhung", "Bà Tư Béo", "Cậu Khánh", "Mợ Ba", "Ngoại Tám",
	"Sông Trăng", "Sông Quê", "Bờ Sông", "Đồng Quê", "Lúa Vàng", "Rơm Vàng", "Khói Chiều", "Lửa Hồng", "Lửa Nhỏ", "Than Hồng",
	"Tre Xanh", "Tre Việt", "Sen Hồng", "Sen Vàng", "Bông Súng", "Bông Giấy", "Điên Điển", "Hoa Mai", "Phượng Vĩ", "Me Xanh",
	"Lá Chanh", "Lá Dứa", "Gừng Già", "Ớt Hiểm", "Hành Phi", "Gốc Me", "Gốc Đa", "Gốc Bàng", "Cây Khế", "Cây Sung",
	"Chén Sành", "Mâm Gỗ", "Đũa Tre", "Đũa Mun", "Nồi Đất", "Ba Miền", "Tri Kỷ", "Thương Thương", "Bình Dị", "Mặn Mòi",
	"Đậm Đà", "Tròn Vị", "Nhớ Nhà", "Nghĩa Tình", "Ấm", "An Nhiên", "Mạ Non", "Chân Quê", "Sóng Lúa", "Đò Ngang",
}
